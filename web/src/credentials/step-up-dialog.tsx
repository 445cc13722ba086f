"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { accountQuery } from "@/account/queries";
import { api, told } from "@/api/client";
import type { AccountAnswer, SessionAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { CodeField, PasswordField } from "./fields";
import { PasskeyNote } from "./passkey-note";
import { confirmByPasskey, hasPasskeys } from "./passkeys";
import { useForm } from "./use-form";
import { waysQuery } from "./ways";

interface StepUpDialogProps {
  onProved: (session: SessionAnswer) => void;
  onClose: () => void;
}

/** Asks who it is once more, by whatever the account has. */
export function StepUpDialog({ onProved, onClose }: StepUpDialogProps) {
  const t = useTranslations("account.stepUp");
  const { data: account, error } = useQuery(accountQuery);
  const { data: ways } = useQuery(waysQuery);
  const isByPasskey = (account?.passkeys ?? 0) > 0 && (ways?.passkeys.are_possible ?? false) && hasPasskeys();
  const isTyped = account !== undefined && (account.has_password || account.has_totp);
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} lead={t("lead")}>
      <div className="grid gap-4">
        <RefusalNote error={error} />
        {!account && !error && <SkeletonRows count={2} />}
        {account && isTyped && <Typed account={account} onProved={onProved} />}
        {isByPasskey && <ByPasskey onProved={onProved} isOnly={!isTyped} />}
        {account && !isTyped && !isByPasskey && <ByProviderAlone />}
      </div>
    </Dialog>
  );
}

function Typed({
  account,
  onProved,
}: {
  account: AccountAnswer;
  onProved: (session: SessionAnswer) => void;
}) {
  const t = useTranslations("account.stepUp");
  const [isByCode, setIsByCode] = useState(!account.has_password);
  const form = useForm({
    initial: { password: "", code: "" },
    optional: [isByCode ? "password" : "code"],
    send: ({ password, code }) => {
      const body = isByCode ? { code: code.trim() } : { password };
      return told(api.POST("/api/v1/session/confirm", { body }));
    },
    onDone: onProved,
    place: ({ code }) =>
      code === "confirmation_failed" ? { [isByCode ? "code" : "password"]: t("wrong") } : {},
  });
  return (
    <form {...form.ties} className="grid gap-4">
      {isByCode ? (
        <CodeField label={t("code")} {...form.field("code")} autoFocus />
      ) : (
        <PasswordField {...form.field("password")} autoFocus />
      )}
      <RefusalNote error={form.refusal} />
      <div className="flex flex-wrap justify-end gap-2">
        {account.has_password && account.has_totp && (
          <Button look="quiet" onClick={() => setIsByCode(!isByCode)}>
            {isByCode ? t("byPassword") : t("byCode")}
          </Button>
        )}
        <Button type="submit" isBusy={form.isBusy}>
          {t("confirm")}
        </Button>
      </div>
    </form>
  );
}

function ByPasskey({ onProved, isOnly }: { onProved: (session: SessionAnswer) => void; isOnly: boolean }) {
  const t = useTranslations("account.stepUp");
  const confirm = useMutation({ mutationFn: confirmByPasskey, onSuccess: onProved });
  return (
    <div className="grid gap-3">
      {!isOnly && (
        <p className="flex items-center gap-3 text-ink-faint text-sm before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
          {t("or")}
        </p>
      )}
      <Button
        look={isOnly ? "primary" : "secondary"}
        icon={KeyRound}
        isBusy={confirm.isPending}
        onClick={() => confirm.mutate()}
      >
        {t("byPasskey")}
      </Button>
      <PasskeyNote error={confirm.error} />
    </div>
  );
}

function ByProviderAlone() {
  const t = useTranslations("account.stepUp");
  const { signOut } = useSession();
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <div className="grid gap-4">
      <p>{t("signInAgain")}</p>
      <RefusalNote error={leaving.error} />
      <Button isBusy={leaving.isPending} onClick={() => leaving.mutate()}>
        {t("signOut")}
      </Button>
    </div>
  );
}
