"use client";

import { useTranslations } from "use-intl";
import { SelectField } from "@/ui/fields";
import type { Change, MonitorForm } from "./draft";

const RULES = ["majority", "any", "all"] as const;

interface QuorumProps {
  form: MonitorForm;
  change: Change;
  error: string | undefined;
}

/** How many of the healthy regions must agree: by a rule, or so many. */
export function Quorum({ form, change, error }: QuorumProps) {
  const t = useTranslations("monitorForm.quorum");
  const counts = Array.from(
    { length: Math.max(form.regions.length, Number(form.quorum) || 0) },
    (_, n) => n + 1,
  );
  return (
    <SelectField
      className="sm:col-span-3"
      label={t("label")}
      hint={t("hint")}
      error={error}
      value={form.quorum}
      onChange={(quorum) => change({ quorum })}
      choices={[
        ...RULES.map((rule) => ({ value: rule, label: t(rule) })),
        ...counts.map((count) => ({ value: String(count), label: t("count", { count }) })),
      ]}
    />
  );
}
