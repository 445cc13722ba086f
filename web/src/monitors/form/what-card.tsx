"use client";

import { useTranslations } from "use-intl";
import type { KindAnswer } from "@/api/schema";
import type { Errors } from "@/forms/json";
import { ChosenKind } from "@/forms/kind-choice";
import { SchemaForm } from "@/forms/schema-form";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/fields";
import type { Change, MonitorForm } from "./draft";

interface WhatProps {
  form: MonitorForm;
  change: Change;
  errors: Errors;
  kind: KindAnswer;
  onChangeKind: (() => void) | undefined;
}

/** What is looked at, and how. */
export function WhatCard({ form, change, errors, kind, onChangeKind }: WhatProps) {
  const t = useTranslations("monitorForm.what");
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <ChosenKind kind={kind} onChange={onChangeKind} />
        <TextField
          label={t("name.label")}
          hint={t("name.hint")}
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
      </div>
    </Card>
  );
}
