"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { NewPasswordField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button, LinkButton } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { DoorPage } from "./door";
import { useLinkSecret } from "./link-secret";

/** `/reset-password`: another password, by the link of a mail. */
export function ResetPasswordPage() {
  const t = useTranslations("door.reset");
  const [token, forget] = useLinkSecret("token");
  const [isGone, setIsGone] = useState(false);
  if (isGone)
    return (
      <DoorPage title={t("gone")} lead={t("goneLead")}>
        <LinkButton href="/forgot-password">{t("another")}</LinkButton>
      </DoorPage>
    );
  return (
    <DoorPage
      title={t("title")}
      lead={t("lead")}
      below={
        <Link href="/forgot-password" className="link">
          {t("another")}
        </Link>
      }
    >
      <AnotherPassword
        key={token}
        token={token}
        onGone={() => {
          forget();
          setIsGone(true);
        }}
      />
    </DoorPage>
  );
}

function AnotherPassword({ token, onGone }: { token: string; onGone: () => void }) {
  const t = useTranslations("door.reset");
  const client = useQueryClient();
  const router = useRouter();
  const { data: ways } = useQuery(waysQuery);
  const form = useForm({
    initial: { token, password: "" },
    send: (body) => told(api.POST("/api/v1/password-reset/confirm", { body })),
    onDone: () => {
      client.clear();
      router.replace("/sign-in?notice=password_set");
    },
    place: (refusal) => {
      if (refusal.code === "reset_refused") onGone();
      return {};
    },
  });
  return (
    <form {...form.ties} className="grid gap-4">
      {token === "" && (
        <TextField
          label={t("token")}
          hint={t("tokenHint")}
          autoComplete="off"
          spellCheck={false}
          required
          {...form.field("token")}
        />
      )}
      <NewPasswordField {...form.field("password")} rules={ways?.password} autoFocus={token !== ""} />
      <RefusalNote error={form.refusal} />
      <Button type="submit" isBusy={form.isBusy} className="mt-1">
        {t("submit")}
      </Button>
    </form>
  );
}
