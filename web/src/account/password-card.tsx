"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { AccountAnswer } from "@/api/schema";
import { NewPasswordField } from "@/credentials/fields";
import { useStepUp } from "@/credentials/step-up";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog, Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";

export function PasswordCard({ account }: { account: AccountAnswer }) {
  const t = useTranslations("account.password");
  const [open, setOpen] = useState<"change" | "remove" | null>(null);
  const close = () => setOpen(null);
  const changedAt = account.password_changed_at;
  return (
    <Card title={t("title")}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <p className="text-ink-soft">
          {account.has_password
            ? changedAt && t.rich("changedAt", { time: () => <Time at={changedAt} /> })
            : t("none")}
        </p>
        <div className="flex flex-wrap gap-1.5">
          {account.has_password && (
            <Button look="quiet" onClick={() => setOpen("remove")}>
              {t("remove")}
            </Button>
          )}
          <Button look="secondary" onClick={() => setOpen("change")}>
            {account.has_password ? t("change") : t("set")}
          </Button>
        </div>
      </div>
      {open === "change" && <ChangeDialog account={account} onClose={close} />}
      <RemoveDialog isOpen={open === "remove"} onClose={close} />
    </Card>
  );
}

function ChangeDialog({ account, onClose }: { account: AccountAnswer; onClose: () => void }) {
  const t = useTranslations("account.password");
  const client = useQueryClient();
  const { data: ways } = useQuery(waysQuery);
  const { proved } = useStepUp();
  const { done } = useToast();
  const form = useForm({
    initial: { password: "" },
    send: (body) => proved(() => told(api.PUT("/api/v1/account/password", { body }))),
    onDone: ({ ended }) => {
      void client.invalidateQueries({ queryKey: ["account"] });
      done(t("done", { count: ended }));
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={account.has_password ? t("change") : t("set")}
      lead={account.has_password && t("changeLead")}
    >
      <form {...form.ties} className="grid gap-4">
        {/* For password managers: whose password it is. */}
        <input
          className="sr-only"
          type="text"
          autoComplete="username"
          tabIndex={-1}
          aria-hidden
          readOnly
          value={account.email}
        />
        <NewPasswordField {...form.field("password")} rules={ways?.password} autoFocus />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("save")}
        </Button>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations("account.password");
  const client = useQueryClient();
  const { proved } = useStepUp();
  const { done } = useToast();
  const remove = useMutation({
    mutationFn: () => proved(() => told(api.DELETE("/api/v1/account/password"))),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["account"] });
      done(t("removed"));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("removeTitle")}
      lead={t("removeLead")}
      action={t("remove")}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
