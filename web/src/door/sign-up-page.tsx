"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { WaysInAnswer } from "@/api/schema";
import { CodeField, EmailField, NameField, NewPasswordField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { Link } from "@/ui/link";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { DoorPage } from "./door";
import { safeNext, withNext } from "./next";
import { useArrival } from "./visitor";

interface Mailed {
  handle: string;
  email: string;
}

/** `/sign-up`: an account where everybody may have one, by a code that is mailed. */
export function SignUpPage() {
  const t = useTranslations("door.signUp");
  const next = safeNext(useSearchParams().get("next"));
  const { data: ways, error, refetch } = useQuery(waysQuery);
  const [mailed, setMailed] = useState<Mailed | null>(null);
  const why = ways && whyClosed(ways);
  if (why) return <DoorPage title={t("closed")} lead={t(why)} below={<ToSignIn next={next} />} />;
  if (mailed) return <MailedCode mailed={mailed} next={next} onAgain={() => setMailed(null)} />;
  return (
    <DoorPage title={t("title")} lead={t("lead")} below={<ToSignIn next={next} />}>
      {error && <RefusalPage error={error} onRetry={() => void refetch()} />}
      {!ways && !error && <SkeletonRows count={3} />}
      {ways && <NewAccount ways={ways} onMailed={setMailed} />}
    </DoorPage>
  );
}

function whyClosed(ways: WaysInAnswer): "closedByInvitation" | "closedByOperator" | "noMail" | null {
  if (ways.sign_up !== "open")
    return ways.sign_up === "invitation" ? "closedByInvitation" : "closedByOperator";
  return ways.sends_mail ? null : "noMail";
}

function NewAccount({ ways, onMailed }: { ways: WaysInAnswer; onMailed: (mailed: Mailed) => void }) {
  const t = useTranslations("door.signUp");
  const form = useForm({
    initial: { name: "", email: "", password: "" },
    send: (body) => told(api.POST("/api/v1/sign-up", { body })),
    onDone: ({ handle }, { email }) => onMailed({ handle, email }),
  });
  return (
    <form {...form.ties} className="grid gap-4">
      <NameField {...form.field("name")} autoFocus />
      <EmailField {...form.field("email")} />
      <NewPasswordField {...form.field("password")} rules={ways.password} />
      <RefusalNote error={form.refusal} />
      <Button type="submit" isBusy={form.isBusy} className="mt-1">
        {t("submit")}
      </Button>
    </form>
  );
}

function MailedCode({ mailed, next, onAgain }: { mailed: Mailed; next: string; onAgain: () => void }) {
  const t = useTranslations("door.mailedCode");
  const arrive = useArrival(next);
  const form = useForm({
    initial: { code: "" },
    send: ({ code }) =>
      told(api.POST("/api/v1/sign-up/confirm", { body: { handle: mailed.handle, code: code.trim() } })),
    onDone: arrive,
    place: (refusal) => (refusal.code === "code_refused" ? { code: refusal.message } : {}),
  });
  return (
    <DoorPage
      title={t("title")}
      lead={t("lead", { email: mailed.email })}
      below={
        <button type="button" className="link" onClick={onAgain}>
          {t("again")}
        </button>
      }
    >
      <form {...form.ties} className="grid gap-4">
        <CodeField {...form.field("code")} autoFocus />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("submit")}
        </Button>
      </form>
    </DoorPage>
  );
}

function ToSignIn({ next }: { next: string }) {
  const t = useTranslations("door.signUp");
  return (
    <p>
      {t("haveAccount")}{" "}
      <Link href={withNext("/sign-in", next)} className="link">
        {t("signIn")}
      </Link>
    </p>
  );
}
