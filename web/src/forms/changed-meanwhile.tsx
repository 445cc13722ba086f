"use client";

import { useTranslations } from "use-intl";
import { Refusal } from "@/api/problem";
import { Button } from "@/ui/button";

export const isChangedMeanwhile = (error: unknown): boolean =>
  error instanceof Refusal && error.status === 412;

/** What was read is not what is stored any more: there are two ways on, and both are said. */
export function ChangedMeanwhile({
  onReload,
  onOverwrite,
}: {
  onReload: () => void;
  onOverwrite: () => void;
}) {
  const t = useTranslations("forms.changed");
  return (
    <div role="alert" className="grid gap-2.5 rounded-lg bg-degraded-soft px-3.5 py-3 text-degraded text-sm">
      <p className="font-semibold">{t("title")}</p>
      <p>{t("lead")}</p>
      <div className="flex flex-wrap gap-2">
        <Button look="secondary" onClick={onReload}>
          {t("reload")}
        </Button>
        <Button look="secondary" onClick={onOverwrite}>
          {t("overwrite")}
        </Button>
      </div>
    </div>
  );
}
