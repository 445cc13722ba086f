import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Escalation, Moment } from "./escalation";

/** `hidden`: so many lanes are left out. */
export function EscalationLegend({ escalation, hidden }: { escalation: Escalation; hidden: number }) {
  const t = useTranslations("policies.picture.legend");
  const has = (test: (moment: Moment) => boolean) => escalation.moments.some(test);
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-sm">
      <LegendItem mark={<span className="size-3.5 rounded-full bg-accent" />}>{t("step")}</LegendItem>
      {has((moment) => moment.step === null) && (
        <LegendItem mark={<span className="size-2 rounded-full bg-accent" />}>{t("reminder")}</LegendItem>
      )}
      {has((moment) => moment.isPassed) && (
        <LegendItem
          mark={<span className="size-3.5 rounded-full border-2 border-line-strong border-dashed" />}
        >
          {t("passed")}
        </LegendItem>
      )}
      {escalation.quiet.length > 0 && (
        <LegendItem mark={<span className="h-3.5 w-4 rounded-sm border bg-idle-soft" />}>
          {t("quiet")}
        </LegendItem>
      )}
      {hidden > 0 && <li>{t("more", { count: hidden })}</li>}
    </ul>
  );
}

function LegendItem({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <span aria-hidden className="inline-flex w-4 justify-center">
        {mark}
      </span>
      {children}
    </li>
  );
}
