"use client";

import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { AccountAnswer, EnrolmentAnswer } from "@/api/schema";
import { useStepUp } from "@/credentials/step-up";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { RecoveryCodes } from "./recovery-codes";
import { Mark, Row, Rows } from "./rows";
import { TotpEnrolment } from "./totp-enrolment";
import { useChange } from "./use-change";

/** The second factor: an app, and the recovery codes that come with it. */
export function TotpCard({ account }: { account: AccountAnswer }) {
  const t = useTranslations("account.totp");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Card title={t("title")}>
      {account.has_totp ? <On account={account} onCodes={setCodes} /> : <Off onCodes={setCodes} />}
      {codes && <RecoveryCodes codes={codes} email={account.email} onClose={() => setCodes(null)} />}
    </Card>
  );
}

function Off({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const t = useTranslations("account.totp");
  const { proved } = useStepUp();
  const [enrolment, setEnrolment] = useState<EnrolmentAnswer | null>(null);
  const begin = useMutation({
    mutationFn: () => proved(() => told(api.POST("/api/v1/account/totp"))),
    onSuccess: setEnrolment,
  });
  return (
    <div className="grid justify-items-start gap-4">
      <p className="max-w-prose text-ink-soft">{t("off")}</p>
      <RefusalNote error={begin.error} />
      <Button look="secondary" icon={ShieldCheck} isBusy={begin.isPending} onClick={() => begin.mutate()}>
        {t("add")}
      </Button>
      {enrolment && (
        <TotpEnrolment
          enrolment={enrolment}
          onClose={() => setEnrolment(null)}
          onDone={(codes) => {
            setEnrolment(null);
            onCodes(codes);
          }}
        />
      )}
    </div>
  );
}

function On({ account, onCodes }: { account: AccountAnswer; onCodes: (codes: readonly string[]) => void }) {
  const t = useTranslations("account.totp");
  const [open, setOpen] = useState<"remove" | "renew" | null>(null);
  const close = () => setOpen(null);
  const remove = useChange(
    () => told(api.DELETE("/api/v1/account/totp")),
    () => {
      close();
      return t("removed");
    },
  );
  const renew = useChange(
    () => told(api.POST("/api/v1/account/recovery-codes")),
    (answer) => {
      close();
      onCodes(answer.recovery_codes);
      return t("recoveryLeft", { count: answer.recovery_codes.length });
    },
  );
  return (
    <>
      <Rows label={t("title")}>
        <Row
          title={t("on")}
          mark={<ShieldCheck aria-hidden className="size-4.5 text-up" />}
          actions={
            <Button look="quiet" onClick={() => setOpen("remove")}>
              {t("remove")}
            </Button>
          }
        />
        <Row
          title={t("recoveryLeft", { count: account.recovery_codes_left })}
          mark={account.recovery_codes_left === 0 && <Mark>!</Mark>}
          actions={
            <Button look="secondary" onClick={() => setOpen("renew")}>
              {t("renew")}
            </Button>
          }
        />
      </Rows>
      <ConfirmDialog
        isOpen={open === "remove"}
        onClose={close}
        title={t("removeTitle")}
        lead={t("removeLead")}
        action={t("remove")}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
      />
      <ConfirmDialog
        isOpen={open === "renew"}
        onClose={close}
        title={t("renewTitle")}
        lead={t("renewLead")}
        action={t("renewDo")}
        isBusy={renew.isPending}
        error={renew.error}
        onConfirm={() => renew.mutate(undefined)}
      />
    </>
  );
}
