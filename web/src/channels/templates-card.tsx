"use client";

import { useTranslations } from "use-intl";
import type { ChannelKindAnswer } from "@/api/schema";
import type { Errors } from "@/forms/json";
import { Card } from "@/ui/card";
import type { Change, ChannelForm } from "./draft";
import { TemplateField } from "./template-field";

interface TemplatesProps {
  form: ChannelForm;
  change: Change;
  errors: Errors;
  format: ChannelKindAnswer["format"];
}

/** Words of one's own, instead of Tocsin's. */
export function TemplatesCard({ form, change, errors, format }: TemplatesProps) {
  const t = useTranslations("channels.templates");
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <p className="text-ink-soft text-sm">{t("lead")}</p>
        <TemplateField
          label={t("titleTemplate.label")}
          hint={t("titleTemplate.hint")}
          error={errors["/title_template"]}
          value={form.title_template}
          onChange={(title_template) => change({ title_template })}
          rows={1}
          placeholder="[{{ workspace }}] {{ title }}"
        />
        <TemplateField
          label={t("bodyTemplate.label")}
          hint={t("bodyTemplate.hint", { format: t(`formats.${format}`) })}
          error={errors["/body_template"]}
          value={form.body_template}
          onChange={(body_template) => change({ body_template })}
          rows={7}
          placeholder={EXAMPLE}
        />
      </div>
    </Card>
  );
}

const EXAMPLE = `{{ incident.monitor }} is {{ incident.state }}.
{{ incident.summary }}
{{ url }}`;
