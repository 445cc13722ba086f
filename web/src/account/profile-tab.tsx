"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { AccountAnswer } from "@/api/schema";
import { chooseWorkspace } from "@/api/workspace";
import { useStepUp } from "@/credentials/step-up";
import { useForm } from "@/credentials/use-form";
import { useLocaleChoice } from "@/i18n/locale-provider";
import { LOCALES, type Locale } from "@/i18n/locales";
import { THEMES } from "@/shell/themes";
import { chooseTheme, type Theme, useTheme } from "@/theme/theme";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { useToast } from "@/ui/toast";
import { EmailCard } from "./email-card";
import { accountQuery } from "./queries";

export function ProfileTab({ account }: { account: AccountAnswer }) {
  return (
    <>
      <NameCard account={account} />
      <EmailCard account={account} />
      <LooksCard />
      <DeleteCard account={account} />
    </>
  );
}

function NameCard({ account }: { account: AccountAnswer }) {
  const t = useTranslations("account");
  const actions = useTranslations("common.actions");
  const client = useQueryClient();
  const { done } = useToast();
  const form = useForm({
    initial: { name: account.name },
    send: (body) => told(api.PATCH("/api/v1/account", { body })),
    onDone: (changed) => {
      client.setQueryData(accountQuery.queryKey, changed);
      void client.invalidateQueries({ queryKey: ["session"] });
      done(t("saved"));
    },
  });
  return (
    <Card title={t("profile.title")}>
      <form {...form.ties} className="flex flex-wrap items-start gap-x-3 gap-y-4">
        <TextField
          className="min-w-0 grow basis-56"
          label={t("profile.name")}
          hint={t("profile.nameHint")}
          autoComplete="name"
          required
          {...form.field("name")}
        />
        <Button
          type="submit"
          look="secondary"
          isBusy={form.isBusy}
          disabled={form.values.name === account.name}
          className="mt-[1.6rem]"
        >
          {actions("save")}
        </Button>
        <RefusalNote error={form.refusal} />
      </form>
    </Card>
  );
}

function LooksCard() {
  const t = useTranslations("account.looks");
  const shell = useTranslations("shell");
  const theme = useTheme();
  const { locale, choose } = useLocaleChoice();
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <p className="text-ink-soft">{t("lead")}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={shell("language")}
            value={locale}
            choices={Object.entries(LOCALES).map(([value, label]) => ({ value, label }))}
            onChange={(value) => choose(value as Locale)}
          />
          <SelectField
            label={shell("theme.label")}
            value={theme}
            choices={(Object.keys(THEMES) as Theme[]).map((value) => ({
              value,
              label: shell(`theme.${value}`),
            }))}
            onChange={(value) => chooseTheme(value as Theme)}
          />
        </div>
      </div>
    </Card>
  );
}

function DeleteCard({ account }: { account: AccountAnswer }) {
  const t = useTranslations("account.delete");
  const common = useTranslations("common");
  const client = useQueryClient();
  const { proved } = useStepUp();
  const [isOpen, setIsOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => proved(() => told(api.DELETE("/api/v1/account", { body: { email: account.email } }))),
    onSuccess: () => {
      client.clear();
      chooseWorkspace(null);
      location.assign("/sign-in?notice=account_deleted");
    },
  });
  return (
    <Card title={t("title")}>
      <div className="grid justify-items-start gap-4">
        <p className="max-w-prose text-ink-soft">{t("lead")}</p>
        <Button look="danger" onClick={() => setIsOpen(true)}>
          {t("action")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("confirmTitle")}
        lead={`${t("lead")} ${common("confirm.cannotBeUndone")}`}
        action={t("action")}
        name={account.email}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      />
    </Card>
  );
}
