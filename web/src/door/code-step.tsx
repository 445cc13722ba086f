"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { SessionAnswer } from "@/api/schema";
import { CodeField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { Button } from "@/ui/button";
import { RefusalNote } from "@/ui/refusal";
import { DoorPage } from "./door";

interface CodeStepProps {
  handle: string;
  onSignedIn: (session: SessionAnswer) => void;
  /** Nothing can be made of this handle any more, or somebody wants to begin again. */
  onEnded: (why: string | null) => void;
}

/** The second factor: a code of the app, or a recovery code. */
export function CodeStep({ handle, onSignedIn, onEnded }: CodeStepProps) {
  const t = useTranslations("door.code");
  const [isRecoveryCode, setIsRecoveryCode] = useState(false);
  const form = useForm({
    initial: { code: "" },
    send: ({ code }) =>
      told(api.POST("/api/v1/session/second-factor", { body: { handle, code: code.trim() } })),
    onDone: onSignedIn,
    place: (refusal) => {
      if (refusal.code === "sign_in_failed") onEnded(t("ended"));
      return refusal.code === "code_wrong" ? { code: t("wrong") } : {};
    },
  });
  return (
    <DoorPage
      title={t("title")}
      lead={isRecoveryCode ? t("leadRecovery") : t("lead")}
      below={
        <button type="button" className="link" onClick={() => onEnded(null)}>
          {t("again")}
        </button>
      }
    >
      <form {...form.ties} className="grid gap-4">
        <CodeField {...form.field("code")} isRecoveryCode={isRecoveryCode} autoFocus />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("submit")}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            setIsRecoveryCode(!isRecoveryCode);
            form.fill({ code: "" });
          }}
        >
          {isRecoveryCode ? t("useApp") : t("useRecoveryCode")}
        </Button>
      </form>
    </DoorPage>
  );
}
