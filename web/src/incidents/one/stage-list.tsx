"use client";

import { Ban, BellRing, Check, CircleDashed, type LucideIcon, Pause } from "lucide-react";
import { useTranslations } from "use-intl";
import type { DecisionAnswer, Outcome } from "@/api/schema";
import { classes } from "@/ui/classes";
import { Time } from "@/ui/time";
import { type StageOfIncident, stagesOf } from "./why";

const ICONS: Record<Outcome, LucideIcon> = { pass: Check, hold: Pause, stop: Ban, tell: BellRing };

const LOOKS: Record<Outcome, string> = {
  pass: "bg-sunken text-ink-soft",
  hold: "bg-degraded-soft text-degraded",
  stop: "bg-unknown-soft text-unknown",
  tell: "bg-accent-soft text-accent-strong",
};

/** The way of an incident to a person, from the first question to the last. */
export function StageList({ decisions }: { decisions: readonly DecisionAnswer[] }) {
  const t = useTranslations("incidents.why");
  const stages = stagesOf(decisions);
  return (
    <section aria-label={t("stagesTitle")} className="grid gap-3">
      <h3 className="font-semibold text-sm">{t("stagesTitle")}</h3>
      <ol className="grid">
        {stages.map((stage, index) => (
          <StageRow key={stage.stage} stage={stage} isLast={index === stages.length - 1} />
        ))}
      </ol>
    </section>
  );
}

function StageRow({ stage, isLast }: { stage: StageOfIncident; isLast: boolean }) {
  const t = useTranslations("incidents.why");
  const last = stage.latest.at(-1);
  const Icon = last ? ICONS[last.outcome] : CircleDashed;
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <div aria-hidden className="grid grid-rows-[auto_1fr] justify-items-center">
        <span
          className={classes(
            "inline-flex size-7 items-center justify-center rounded-full",
            last ? LOOKS[last.outcome] : "text-ink-faint",
          )}
        >
          <Icon className="size-4" strokeWidth={2.25} />
        </span>
        {!isLast && <span className={classes("w-px", last ? "bg-line-strong" : "bg-line")} />}
      </div>
      <div className={classes("grid min-w-0 content-start gap-1 pt-0.5", !isLast && "pb-4")}>
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={classes("font-medium", !last && "text-ink-faint")}>
            {t(`stages.${stage.stage}`)}
          </span>
          <span className="text-ink-soft text-sm">
            {last ? t(`outcomes.${last.outcome}`) : t("notReached")}
          </span>
        </p>
        {stage.latest.map((decision, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a trace only grows
          <Decision key={index} decision={decision} />
        ))}
        {stage.earlier.length > 0 && (
          <details>
            <summary className="inline-flex min-h-6 items-center text-ink-soft text-sm underline decoration-dotted underline-offset-4 pointer-coarse:min-h-11">
              {t("earlier", { count: stage.earlier.length })}
            </summary>
            {stage.earlier.map((decision, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a trace only grows
              <Decision key={index} decision={decision} />
            ))}
          </details>
        )}
      </div>
    </li>
  );
}

function Decision({ decision }: { decision: DecisionAnswer }) {
  return (
    <p className="flex gap-x-3 text-ink-soft text-sm" title={decision.reason}>
      <span className="min-w-0 grow break-words">{decision.summary}</span>
      <Time at={decision.at} look="clock" />
    </p>
  );
}
