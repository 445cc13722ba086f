"use client";

import { CircleCheck, OctagonX, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ChannelTrialAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";

const LOOKS = {
  sent: { icon: CircleCheck, className: "text-up" },
  temporary: { icon: TriangleAlert, className: "text-degraded" },
  permanent: { icon: OctagonX, className: "text-down" },
} as const;

/** What became of a test, and what the far side said. */
export function TrialOutcome({ trial, isOld }: { trial: ChannelTrialAnswer; isOld: boolean }) {
  const t = useTranslations("channels.trial");
  const { icon: Icon, className } = LOOKS[trial.outcome];
  return (
    <div className={classes("grid gap-2", isOld && "opacity-50")}>
      <p className={classes("flex items-center gap-2 font-semibold", className)}>
        <Icon aria-hidden className="size-5 shrink-0" />
        {t(`outcome.${trial.outcome}`)}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        {trial.status !== null && (
          <>
            <dt className="text-ink-soft">{t("status")}</dt>
            <dd className="figures">{trial.status}</dd>
          </>
        )}
        <dt className="text-ink-soft">{t("took")}</dt>
        <dd className="figures">{t("ms", { ms: trial.took_ms })}</dd>
      </dl>
      {trial.answer && (
        <div className="grid gap-1 text-sm">
          <p className="text-ink-soft">{t("answer")}</p>
          <p className="whitespace-pre-wrap break-words rounded-lg bg-sunken px-3 py-2 font-mono text-[0.8125rem]">
            {trial.answer}
          </p>
        </div>
      )}
    </div>
  );
}
