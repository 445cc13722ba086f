"use client";

import { useTranslations } from "use-intl";
import type { ChannelKindAnswer } from "@/api/schema";
import type { Errors } from "@/forms/json";
import { ChosenKind } from "@/forms/kind-choice";
import { SchemaForm } from "@/forms/schema-form";
import { useKindDocs, useSchemaText } from "@/i18n/schema-texts";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/fields";
import { Markdown } from "@/ui/markdown";
import type { Change, ChannelForm } from "./draft";

interface ReachProps {
  form: ChannelForm;
  change: Change;
  errors: Errors;
  kind: ChannelKindAnswer;
  onChangeKind: (() => void) | undefined;
}

/** Where messages go, and how to get there. */
export function ReachCard({ form, change, errors, kind, onChangeKind }: ReachProps) {
  const t = useTranslations("channels.reach");
  const say = useSchemaText();
  const docs = useKindDocs();
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <ChosenKind kind={kind} onChange={onChangeKind} />
        <details className="-mt-1">
          <summary className="min-h-6 font-medium text-accent text-sm">
            {t("docs", { kind: say(kind.title) })}
          </summary>
          <Markdown text={docs(withoutFirstParagraph(kind.docs))} className="mt-3 border-l-2 pl-4" />
        </details>
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

/** It says what the summary says. */
const withoutFirstParagraph = (docs: string): string => docs.split("\n\n").slice(1).join("\n\n");
