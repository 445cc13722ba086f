"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { IdentityAnswer, ProviderAnswer } from "@/api/schema";
import { useStepUp } from "@/credentials/step-up";
import { waysQuery } from "@/credentials/ways";
import { oneOf } from "@/door/codes";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { Time } from "@/ui/time";
import { identitiesQuery } from "./queries";
import { Row, Rows } from "./rows";
import { useChange } from "./use-change";

const ERRORS = [
  "sign_in_refused",
  "sign_in_ended",
  "provider_unavailable",
  "too_many_requests",
  "conflict",
  "reauthentication_required",
] as const;

/** Providers that open this account, and those that could. Nothing, where there are none. */
export function ProvidersCard() {
  const t = useTranslations("account.providers");
  const { data: ways } = useQuery(waysQuery);
  const { data: identities, error } = useQuery(identitiesQuery);
  const providers = ways?.providers ?? [];
  const linked = identities?.items ?? [];
  if (providers.length === 0 && linked.length === 0) return null;
  const others = providers.filter((one) => !linked.some((identity) => identity.provider === one.id));
  return (
    <Card title={t("title")}>
      <div className="grid gap-3">
        <p className="text-ink-soft">{t("lead")}</p>
        <RefusalNote error={error} />
        {linked.length > 0 && (
          <Rows label={t("title")}>
            {linked.map((identity) => (
              <IdentityRow
                key={identity.id}
                identity={identity}
                name={providers.find((one) => one.id === identity.provider)?.name ?? identity.provider}
              />
            ))}
          </Rows>
        )}
        {others.length > 0 && (
          <div className="flex flex-wrap gap-2">
            {others.map((provider) => (
              <LinkProvider key={provider.id} provider={provider} />
            ))}
          </div>
        )}
      </div>
    </Card>
  );
}

/** Why a provider was not linked: it comes back with a code. */
export function LinkFailure() {
  const t = useTranslations("account.providers.errors");
  const code = useSearchParams().get("error");
  if (!code) return null;
  return (
    <p role="alert" className="mb-4 rounded-lg bg-down-soft px-3.5 py-2.5 text-down text-sm">
      {t(oneOf(ERRORS, code) ?? "other")}
    </p>
  );
}

/** The browser goes there and comes back; who it is has to be fresh before that. */
function LinkProvider({ provider }: { provider: ProviderAnswer }) {
  const t = useTranslations("account.providers");
  const { freshen } = useStepUp();
  const leaving = useMutation({
    mutationFn: freshen,
    onSuccess: () => {
      const next = encodeURIComponent("/account?tab=sign-in");
      location.assign(`/api/v1/oauth/${encodeURIComponent(provider.id)}?link=true&next=${next}`);
    },
  });
  return (
    <Button look="secondary" icon={Link2} isBusy={leaving.isPending} onClick={() => leaving.mutate()}>
      {t("link", { name: provider.name })}
    </Button>
  );
}

function IdentityRow({ identity, name }: { identity: IdentityAnswer; name: string }) {
  const t = useTranslations("account.providers");
  const [isOpen, setIsOpen] = useState(false);
  const used = identity.last_used_at;
  const params = { path: { identity_id: identity.id } };
  const unlink = useChange(
    () => told(api.DELETE("/api/v1/account/identities/{identity_id}", { params })),
    () => {
      setIsOpen(false);
      return t("unlinked", { name });
    },
  );
  return (
    <>
      <Row
        title={name}
        hint={
          <>
            {identity.email && `${identity.email} · `}
            {used
              ? t.rich("used", { time: () => <Time at={used} /> })
              : t.rich("linked", { time: () => <Time at={identity.created_at} look="day" /> })}
          </>
        }
        actions={
          <Button look="quiet" onClick={() => setIsOpen(true)}>
            {t("unlink")}
          </Button>
        }
      />
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("unlinkTitle", { name })}
        lead={t("unlinkLead")}
        action={t("unlink")}
        isBusy={unlink.isPending}
        error={unlink.error}
        onConfirm={() => unlink.mutate(undefined)}
      />
    </>
  );
}
