"use client";

import { useTranslations } from "use-intl";
import { inWords } from "@/forms/fields";
import { Time } from "@/ui/time";
import type { Difference } from "./evidence";

/** Side by side: as it was when all was well, and as it is. Often the quickest way to a cause. */
export function Differences({ differences, goodAt }: { differences: readonly Difference[]; goodAt: string }) {
  const t = useTranslations("monitor.result");
  return (
    <section className="grid gap-2 border-t pt-3">
      <h3 className="font-semibold">{t("differences")}</h3>
      <p className="text-ink-soft text-sm">
        {t.rich(differences.length > 0 ? "differencesLead" : "noDifference", {
          at: () => <Time at={goodAt} look="full" />,
        })}
      </p>
      <dl className="grid gap-3">
        {differences.map(({ path, before, now }) => (
          <div key={path.join("/")} className="grid gap-1">
            <dt className="font-medium text-sm">{path.map(inWords).join(" › ")}</dt>
            <dd className="grid gap-1.5 sm:grid-cols-2">
              <Side label={t("before")} text={before} isNow={false} />
              <Side label={t("now")} text={now} isNow />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Side({ label, text, isNow }: { label: string; text: string | null; isNow: boolean }) {
  return (
    <div className={isNow ? "rounded-lg bg-down-soft px-3 py-2" : "rounded-lg bg-up-soft px-3 py-2"}>
      <p className={isNow ? "font-medium text-down text-xs" : "font-medium text-up text-xs"}>{label}</p>
      <p className="max-h-40 overflow-y-auto whitespace-pre-wrap break-words font-mono text-[0.8125rem]">
        {text ?? "–"}
      </p>
    </div>
  );
}
