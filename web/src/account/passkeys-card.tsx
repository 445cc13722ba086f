"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { PasskeyAnswer } from "@/api/schema";
import { hasPasskeys } from "@/credentials/passkeys";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { Time } from "@/ui/time";
import { AddPasskey, RenamePasskey } from "./passkey-dialogs";
import { passkeysQuery } from "./queries";
import { Row, Rows } from "./rows";
import { useChange } from "./use-change";

export function PasskeysCard() {
  const t = useTranslations("account.passkeys");
  const { data, error } = useQuery(passkeysQuery);
  const { data: ways } = useQuery(waysQuery);
  const [isAdding, setIsAdding] = useState(false);
  const isPossible = (ways?.passkeys.are_possible ?? false) && hasPasskeys();
  return (
    <Card
      title={t("title")}
      aside={
        isPossible && (
          <Button look="secondary" icon={Plus} onClick={() => setIsAdding(true)}>
            {t("add")}
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        <p className="max-w-prose text-ink-soft">{t("lead")}</p>
        {ways && !isPossible && (
          <p className="max-w-prose text-ink-soft text-sm">
            {ways.passkeys.reason ? t("impossible", { reason: ways.passkeys.reason }) : t("unsupported")}
          </p>
        )}
        <RefusalNote error={error} />
        {data && data.items.length > 0 && (
          <Rows label={t("title")}>
            {data.items.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} />
            ))}
          </Rows>
        )}
      </div>
      {isAdding && <AddPasskey onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

function PasskeyRow({ passkey }: { passkey: PasskeyAnswer }) {
  const t = useTranslations("account.passkeys");
  const [open, setOpen] = useState<"rename" | "remove" | null>(null);
  const close = () => setOpen(null);
  const path = { params: { path: { passkey_id: passkey.id } } };
  const remove = useChange(
    () => told(api.DELETE("/api/v1/account/passkeys/{passkey_id}", path)),
    () => {
      close();
      return t("removed");
    },
  );
  return (
    <>
      <Row
        title={passkey.name}
        hint={<Uses passkey={passkey} />}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen("rename")}>
              {t("rename")}
            </Button>
            <Button look="quiet" onClick={() => setOpen("remove")}>
              {t("remove")}
            </Button>
          </>
        }
      />
      {open === "rename" && <RenamePasskey passkey={passkey} onClose={close} />}
      <ConfirmDialog
        isOpen={open === "remove"}
        onClose={close}
        title={t("removeTitle", { name: passkey.name })}
        lead={t("removeLead")}
        action={t("remove")}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
      />
    </>
  );
}

function Uses({ passkey }: { passkey: PasskeyAnswer }) {
  const t = useTranslations("account.passkeys");
  const used = passkey.last_used_at;
  return (
    <>
      {t.rich("made", { time: () => <Time at={passkey.created_at} look="day" /> })}
      {" · "}
      {used ? t.rich("used", { time: () => <Time at={used} /> }) : t("unused")}
      {passkey.is_backed_up && ` · ${t("copied")}`}
    </>
  );
}
