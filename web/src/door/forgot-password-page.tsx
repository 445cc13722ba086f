"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { EmailField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { DoorPage } from "./door";

/** `/forgot-password`: a link to set another one, by mail. What is told is the same for an address without account. */
export function ForgotPasswordPage() {
  const t = useTranslations("door.forgot");
  const { data: ways, error } = useQuery(waysQuery);
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) return <Sent email={sentTo} onAgain={() => setSentTo(null)} />;
  if (ways && !ways.sends_mail)
    return (
      <DoorPage title={t("title")} lead={t("noMail")} below={<ToSignIn />}>
        <code className="rounded-lg border bg-sunken px-3.5 py-2.5 font-mono text-sm">
          tocsin user reset-password
        </code>
      </DoorPage>
    );
  return (
    <DoorPage title={t("title")} lead={t("lead")} below={<ToSignIn />}>
      <RefusalNote error={error} />
      <Address onSent={setSentTo} />
    </DoorPage>
  );
}

function Address({ onSent }: { onSent: (email: string) => void }) {
  const t = useTranslations("door.forgot");
  const form = useForm({
    initial: { email: "" },
    send: (body) => told(api.POST("/api/v1/password-reset", { body })),
    onDone: (_nothing, { email }) => onSent(email),
  });
  return (
    <form {...form.ties} className="grid gap-4">
      <EmailField {...form.field("email")} autoFocus />
      <RefusalNote error={form.refusal} />
      <Button type="submit" isBusy={form.isBusy}>
        {t("submit")}
      </Button>
    </form>
  );
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useTranslations("door.forgot");
  return (
    <DoorPage title={t("sent")} lead={t("sentLead", { email })} below={<ToSignIn />}>
      <p className="text-ink-soft">{t("sentHint")}</p>
      <Button look="secondary" onClick={onAgain}>
        {t("again")}
      </Button>
    </DoorPage>
  );
}

function ToSignIn() {
  const t = useTranslations("door.forgot");
  return (
    <Link href="/sign-in" className="link">
      {t("signIn")}
    </Link>
  );
}
