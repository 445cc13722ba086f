"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { EnrolmentAnswer } from "@/api/schema";
import { CodeField } from "@/credentials/fields";
import { useStepUp } from "@/credentials/step-up";
import { useForm } from "@/credentials/use-form";
import { Button } from "@/ui/button";
import { Snippet } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";

interface TotpEnrolmentProps {
  enrolment: EnrolmentAnswer;
  onDone: (recoveryCodes: readonly string[]) => void;
  onClose: () => void;
}

/** The secret into the app; then a code of it, by which it counts. */
export function TotpEnrolment({ enrolment, onDone, onClose }: TotpEnrolmentProps) {
  const t = useTranslations("account.totp");
  const client = useQueryClient();
  const { proved } = useStepUp();
  const form = useForm({
    initial: { code: "" },
    send: ({ code }) =>
      proved(() => told(api.POST("/api/v1/account/totp/confirm", { body: { code: code.trim() } }))),
    onDone: ({ recovery_codes }) => {
      void client.invalidateQueries({ queryKey: ["account"] });
      onDone(recovery_codes);
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("enrolTitle")}>
      <form {...form.ties} className="grid gap-4">
        <p>{t("scan")}</p>
        {/* biome-ignore lint/performance/noImgElement: a picture of some hundred bytes, which no address has */}
        <img
          src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
          alt={t("picture")}
          className="mx-auto size-48 rounded-lg"
        />
        <a href={enrolment.provisioning_uri} className="link justify-self-center text-sm sm:hidden">
          {t("openHere")}
        </a>
        <div className="grid gap-1.5">
          <p className="text-ink-soft text-sm">{t("typeIt")}</p>
          <Snippet label={t("typeIt")} text={enrolment.secret} />
        </div>
        <CodeField label={t("code")} {...form.field("code")} />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("confirm")}
        </Button>
      </form>
    </Dialog>
  );
}
