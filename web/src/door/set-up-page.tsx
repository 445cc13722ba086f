"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { WaysInAnswer } from "@/api/schema";
import { EmailField, NameField, NewPasswordField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { Link } from "@/ui/link";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { DoorPage } from "./door";
import { useLinkSecret } from "./link-secret";
import { useEntry } from "./visitor";

/** `/set-up`: the first user, who owns the first workspace. */
export function SetUpPage() {
  const t = useTranslations("door.setUp");
  const [token] = useLinkSecret("token");
  const { data: ways, error, refetch } = useQuery(waysQuery);
  const router = useRouter();
  const isDone = ways?.set_up.is_needed === false;
  useEffect(() => {
    if (isDone) router.replace("/");
  }, [isDone, router]);
  return (
    <DoorPage title={t("title")} lead={t("lead")}>
      {error && <RefusalPage error={error} onRetry={() => void refetch()} />}
      {ways && !isDone && <FirstAccount key={token} ways={ways} token={token} />}
      {!ways && !error && <SkeletonRows count={4} />}
    </DoorPage>
  );
}

/** `token`: that of the link; where there was none, and one is needed, it can be typed. */
function FirstAccount({ ways, token }: { ways: WaysInAnswer; token: string }) {
  const t = useTranslations("door");
  const client = useQueryClient();
  const router = useRouter();
  const enter = useEntry();
  const isTokenWanted = ways.set_up.needs_token;
  const form = useForm({
    initial: { name: "", email: "", password: "", workspace: "", token },
    optional: isTokenWanted ? ["workspace"] : ["workspace", "token"],
    send: ({ workspace, token: typed, ...first }) => {
      const body = { ...first, workspace: workspace || null, token: isTokenWanted ? typed : null };
      return told(api.POST("/api/v1/setup", { body }));
    },
    onDone: (session) => {
      enter(session);
      client.removeQueries({ queryKey: waysQuery.queryKey });
      router.replace("/");
    },
    place: (refusal) => (refusal.code === "setup_token_required" ? { token: refusal.message } : {}),
  });
  const { error: tokenError, ...tokenField } = form.field("token");
  return (
    <form {...form.ties} className="grid gap-4">
      {isTokenWanted && (token === "" || tokenError) && (
        <TextField
          label={t("setUp.token")}
          hint={t("setUp.tokenHint")}
          autoComplete="off"
          spellCheck={false}
          required
          error={tokenError}
          {...tokenField}
        />
      )}
      <NameField {...form.field("name")} autoFocus />
      <EmailField {...form.field("email")} />
      <NewPasswordField {...form.field("password")} rules={ways.password} />
      <TextField
        label={t("fields.optional", { label: t("fields.workspace") })}
        hint={t("setUp.workspaceHint")}
        autoComplete="organization"
        {...form.field("workspace")}
      />
      <RefusalNote error={form.refusal} />
      {form.refusal?.code === "conflict" && (
        <Link href="/sign-in" className="link">
          {t("signIn.title")}
        </Link>
      )}
      <Button type="submit" isBusy={form.isBusy} className="mt-1">
        {t("setUp.submit")}
      </Button>
    </form>
  );
}
