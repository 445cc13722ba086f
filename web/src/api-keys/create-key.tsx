"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { NewApiKeyAnswer } from "@/api/schema";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import type { Errors } from "@/forms/json";
import { Button } from "@/ui/button";
import { Snippet } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { ShownOnce } from "@/ui/shown-once";
import { DAYS, draftOf, EMPTY, type KeyForm } from "./draft";
import { PowerField } from "./power-field";

/** Asks what for and how much; then shows the key, this once. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<NewApiKeyAnswer | null>(null);
  if (made) return <Made apiKey={made} onClose={onClose} />;
  return <Draft onMade={setMade} onClose={onClose} />;
}

function Draft({ onMade, onClose }: { onMade: (key: NewApiKeyAnswer) => void; onClose: () => void }) {
  const t = useTranslations("apiKeys.create");
  const common = useTranslations("common");
  const client = useQueryClient();
  const box = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(EMPTY);
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);
  const change = (part: Partial<KeyForm>) => setForm((now) => ({ ...now, ...part }));
  const creating = useMutation({
    mutationFn: () => told(api.POST("/api/v1/api-keys", { body: draftOf(form, Date.now()) })),
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: ["api-keys"] });
      onMade(key);
    },
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  const submit = () => {
    const nameless: Errors = form.name.trim() === "" ? { "/name": common("fieldRequired") } : {};
    const isIdle = form.power === "some" && form.permissions.length === 0;
    const idle: Errors = isIdle ? { "/permissions": t("pickSome") } : {};
    const problems = { ...nameless, ...idle };
    refuse(problems, form);
    if (Object.keys(problems).length === 0) creating.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} lead={t("lead")} isWide>
      <form
        ref={box}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          error={errors["/name"]}
          isRequired
          maxLength={200}
          autoComplete="off"
          value={form.name}
          onChange={(name) => change({ name })}
        />
        <PowerField form={form} change={change} error={errors["/permissions"] ?? errors["/scopes"]} />
        <SelectField
          label={t("ends")}
          hint={t(form.days === 0 ? "noEndHint" : "endsHint")}
          error={errors["/expires_at"]}
          value={String(form.days)}
          choices={DAYS.map((count) => ({
            value: String(count),
            label: count === 0 ? t("noEnd") : t("days", { count }),
          }))}
          onChange={(days) => change({ days: Number(days) })}
        />
        <FormRefusal error={creating.error} shown={["name", "scopes", "expires_at"]} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("actions.cancel")}
          </Button>
          <Button type="submit" isBusy={creating.isPending}>
            {t("action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ apiKey, onClose }: { apiKey: NewApiKeyAnswer; onClose: () => void }) {
  const t = useTranslations("apiKeys.made");
  return (
    <ShownOnce
      title={t("title", { name: apiKey.name })}
      lead={t("once")}
      label={t("label")}
      secret={apiKey.key}
      onClose={onClose}
    >
      <div className="grid grid-cols-1 gap-1.5">
        <p className="text-ink-soft text-sm">{t("use")}</p>
        <Snippet
          label={t("use")}
          text={`curl --header "Authorization: Bearer $TOCSIN_API_KEY" ${location.origin}/api/v1/workspace`}
        />
      </div>
    </ShownOnce>
  );
}
