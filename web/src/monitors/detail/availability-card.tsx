"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { AvailabilityAnswer, MonitorAnswer } from "@/api/schema";
import { Bars } from "@/charts/bars";
import { usePercentage } from "@/charts/percentage";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { duration } from "@/ui/time";
import { availabilityQuery, barsQuery } from "./queries";

const USUAL = ["24h", "7d", "30d", "90d", "365d"] as const;
/** A little is always missing: a first check, a restart. */
const NEARLY_ALL = 0.99;

/** The share of the time that is known, and what is not in it. */
export function AvailabilityCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.availability");
  const { data, error } = useQuery(availabilityQuery(monitor.id));
  const { data: bars } = useQuery(barsQuery(monitor.id));
  return (
    <Card title={t("title")}>
      <div className="grid gap-5">
        {error && !data && <RefusalNote error={error} />}
        <dl className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
          {data
            ? data.map((one) => <Period key={one.period} period={one} />)
            : !error && USUAL.map((one) => <Skeleton key={one} className="h-16" />)}
        </dl>
        {bars && (
          <div className="grid gap-1.5">
            <Bars bars={bars} className="h-10 w-full" />
            <p aria-hidden className="flex justify-between text-ink-soft text-xs">
              <span>{t("daysAgo", { count: bars.availability.length })}</span>
              <span>{t("today")}</span>
            </p>
          </div>
        )}
      </div>
    </Card>
  );
}

function Period({ period }: { period: AvailabilityAnswer }) {
  const t = useTranslations("monitor.availability");
  const percentage = usePercentage();
  const name = USUAL.find((one) => one === period.period);
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-ink-soft text-sm">{name ? t(`periods.${name}`) : period.period}</dt>
      <dd className="figures font-semibold text-xl leading-tight">
        {period.ratio === null ? "–" : percentage(period.ratio)}
      </dd>
      {notesOf(period).map(({ name: note, seconds }) => (
        <dd key={note} className="figures text-ink-soft text-xs">
          {t(`notes.${note}`, { duration: duration(seconds) })}
        </dd>
      ))}
    </div>
  );
}

type Note = "known" | "down" | "degraded" | "unknown" | "excluded";

/** What the percentage does not say, where there is any of it. */
function notesOf(period: AvailabilityAnswer): { name: Note; seconds: number }[] {
  const { up_seconds, degraded_seconds, down_seconds, unknown_seconds, excluded_seconds } = period;
  const known = up_seconds + degraded_seconds + down_seconds;
  const whole = (Date.parse(period.end) - Date.parse(period.start)) / 1000;
  const told = known + unknown_seconds + excluded_seconds;
  const notes: [Note, number][] = [
    ["down", down_seconds],
    ["degraded", degraded_seconds],
    ["unknown", unknown_seconds],
    ["excluded", excluded_seconds],
    // Since it is watched; what is before that is neither known nor unknown.
    ["known", told < whole * NEARLY_ALL ? known : 0],
  ];
  return notes.flatMap(([name, seconds]) => (seconds >= 1 ? [{ name, seconds }] : []));
}
