"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { AccountAnswer } from "@/api/schema";
import { CodeField, EmailField } from "@/credentials/fields";
import { useStepUp } from "@/credentials/step-up";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { useToast } from "@/ui/toast";
import { accountQuery } from "./queries";
import { Mark, Row, Rows } from "./rows";

/** The address, and a change of it: by a code that is mailed to the new one. */
export function EmailCard({ account }: { account: AccountAnswer }) {
  const t = useTranslations("account.email");
  const { data: ways } = useQuery(waysQuery);
  const [draft, setDraft] = useState<string | null>(null);
  const isPossible = ways?.sends_mail ?? false;
  return (
    <Card title={t("title")}>
      <Rows label={t("title")}>
        <Row
          title={account.email}
          mark={
            <Mark isGood={account.is_email_verified}>
              {account.is_email_verified ? t("verified") : t("unverified")}
            </Mark>
          }
          hint={!account.is_email_verified && isPossible && t("unverifiedHint")}
          actions={
            isPossible && (
              <>
                {!account.is_email_verified && (
                  <Button look="secondary" onClick={() => setDraft(account.email)}>
                    {t("verify")}
                  </Button>
                )}
                <Button look="secondary" onClick={() => setDraft("")}>
                  {t("change")}
                </Button>
              </>
            )
          }
        />
      </Rows>
      {ways && !isPossible && <p className="text-ink-soft text-sm">{t("noMail")}</p>}
      {draft !== null && <ChangeDialog draft={draft} onClose={() => setDraft(null)} />}
    </Card>
  );
}

function ChangeDialog({ draft, onClose }: { draft: string; onClose: () => void }) {
  const t = useTranslations("account.email");
  const { proved } = useStepUp();
  const [mailed, setMailed] = useState<{ handle: string; email: string } | null>(null);
  const form = useForm({
    initial: { email: draft },
    send: (body) => proved(() => told(api.POST("/api/v1/account/email", { body }))),
    onDone: ({ handle }, { email }) => setMailed({ handle, email }),
  });
  return (
    <Dialog isOpen onClose={onClose} title={draft === "" ? t("change") : t("verify")}>
      {mailed ? (
        <CodeForm mailed={mailed} onDone={onClose} />
      ) : (
        <form {...form.ties} className="grid gap-4">
          <EmailField
            label={draft === "" ? t("new") : t("title")}
            {...form.field("email")}
            readOnly={draft !== ""}
            autoFocus
          />
          <RefusalNote error={form.refusal} />
          <Button type="submit" isBusy={form.isBusy}>
            {t("send")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function CodeForm({ mailed, onDone }: { mailed: { handle: string; email: string }; onDone: () => void }) {
  const t = useTranslations("account.email");
  const client = useQueryClient();
  const { done } = useToast();
  const form = useForm({
    initial: { code: "" },
    send: ({ code }) =>
      told(api.POST("/api/v1/account/email/confirm", { body: { handle: mailed.handle, code: code.trim() } })),
    onDone: (account) => {
      client.setQueryData(accountQuery.queryKey, account);
      void client.invalidateQueries({ queryKey: ["session"] });
      done(t("done", { email: account.email }));
      onDone();
    },
    place: (refusal) => (refusal.code === "code_refused" ? { code: refusal.message } : {}),
  });
  return (
    <form {...form.ties} className="grid gap-4">
      <p>{t("codeLead", { email: mailed.email })}</p>
      <CodeField {...form.field("code")} autoFocus />
      <RefusalNote error={form.refusal} />
      <Button type="submit" isBusy={form.isBusy}>
        {t("confirm")}
      </Button>
    </form>
  );
}
