"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { OfferAnswer } from "@/api/schema";
import { useForm } from "@/credentials/use-form";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Time } from "@/ui/time";
import { Acceptance } from "./acceptance";
import { CodeStep } from "./code-step";
import { DoorPage } from "./door";
import { useLinkSecret } from "./link-secret";
import { useEntry, useVisitor } from "./visitor";

/** `/invitation`: what its link invites to, and accepting it, with an account or with a new one. */
export function InvitationPage() {
  const [fromLink] = useLinkSecret("token");
  const [typed, setTyped] = useState("");
  const token = fromLink || typed;
  return token === "" ? <TokenStep onTyped={setTyped} /> : <Offered key={token} token={token} />;
}

function TokenStep({ onTyped }: { onTyped: (token: string) => void }) {
  const t = useTranslations("door.invitation");
  const form = useForm({
    initial: { token: "" },
    send: async ({ token }) => token.trim(),
    onDone: onTyped,
  });
  return (
    <DoorPage title={t("title")} lead={t("tokenLead")}>
      <form {...form.ties} className="grid gap-4">
        <TextField
          label={t("token")}
          autoComplete="off"
          spellCheck={false}
          required
          {...form.field("token")}
        />
        <Button type="submit">{t("look")}</Button>
      </form>
    </DoorPage>
  );
}

function Offered({ token }: { token: string }) {
  const t = useTranslations("door.invitation");
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["offer", token],
    queryFn: () => told(api.POST("/api/v1/invitations/look", { body: { token } })),
    gcTime: 0,
  });
  const { session, isUnknown } = useVisitor();
  const [handle, setHandle] = useState("");
  const enter = useEntry();
  if (handle)
    return (
      <CodeStep
        handle={handle}
        onSignedIn={(opened) => {
          enter(opened);
          setHandle("");
        }}
        onEnded={() => setHandle("")}
      />
    );
  if (error && refusalOf(error).status === 404)
    return (
      <DoorPage title={t("gone")} lead={error.message}>
        {<p className="text-ink-soft">{t("goneHint")}</p>}
      </DoorPage>
    );
  if (error)
    return (
      <DoorPage title={t("title")}>
        <RefusalPage error={error} onRetry={() => void refetch()} />
      </DoorPage>
    );
  if (!data || isUnknown)
    return (
      <DoorPage title={t("title")}>
        <SkeletonRows count={3} />
      </DoorPage>
    );
  return (
    <DoorPage title={t("join", { workspace: data.workspace })} lead={t("lead", { inviter: data.inviter })}>
      <Facts offer={data} />
      <Acceptance
        token={token}
        offer={data}
        session={session}
        onSignedIn={enter}
        onCodeWanted={setHandle}
        onRefused={() => void client.invalidateQueries({ queryKey: ["offer"] })}
      />
    </DoorPage>
  );
}

function Facts({ offer }: { offer: OfferAnswer }) {
  const t = useTranslations("door");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm [&>dt]:text-ink-soft">
      <dt>{t("invitation.role")}</dt>
      <dd>{t(`roles.${offer.role}`)}</dd>
      {offer.email && (
        <>
          <dt>{t("invitation.for")}</dt>
          <dd className="break-words">{offer.email}</dd>
        </>
      )}
      <dt>{t("invitation.until")}</dt>
      <dd>
        <Time at={offer.expires_at} look="day" />
      </dd>
    </dl>
  );
}
