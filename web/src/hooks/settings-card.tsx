"use client";

import { useTranslations } from "use-intl";
import type { Errors } from "@/forms/json";
import { ChosenKind } from "@/forms/kind-choice";
import { SchemaForm } from "@/forms/schema-form";
import { useKindDocs, useSchemaText } from "@/i18n/schema-texts";
import { Card } from "@/ui/card";
import { CheckField, TextField } from "@/ui/fields";
import { Markdown } from "@/ui/markdown";
import type { HookForm, HookKind } from "./draft";

interface SettingsProps {
  form: HookForm;
  change: (part: Partial<HookForm>) => void;
  errors: Errors;
  kind: HookKind;
  onChangeKind: (() => void) | undefined;
}

/** How what is posted is understood. */
export function SettingsCard({ form, change, errors, kind, onChangeKind }: SettingsProps) {
  const t = useTranslations("hooks.settings");
  const say = useSchemaText();
  const docs = useKindDocs();
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <ChosenKind kind={kind} onChange={onChangeKind} />
        <details className="-mt-1">
          <summary className="min-h-6 w-fit font-medium text-accent text-sm">
            {t("docs", { kind: say(kind.title) })}
          </summary>
          <Markdown
            text={docs(kind.docs.slice(kind.summary.length).trimStart())}
            className="mt-3 border-l-2 pl-4"
          />
        </details>
        <TextField
          label={t("name")}
          error={errors["/name"]}
          isRequired
          maxLength={200}
          autoComplete="off"
          value={form.name}
          onChange={(name) => change({ name })}
        />
        <SchemaForm
          schema={kind.schema}
          example={kind.example}
          value={form.config}
          onChange={(config) => change({ config })}
          errors={errors}
        />
        <CheckField
          label={t("enabled")}
          hint={t("enabledHint")}
          isChecked={form.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </div>
    </Card>
  );
}
