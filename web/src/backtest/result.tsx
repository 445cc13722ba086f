"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { BacktestPageAnswer, BacktestSummaryAnswer } from "@/api/schema";
import type { Messages } from "@/i18n/en";
import { Card } from "@/ui/card";
import { Time } from "@/ui/time";
import { BUCKETS, lanesOf } from "./lanes";
import { PagesCard } from "./pages-card";

const LANE_HEIGHT = 36;
const STEP = 10;
const MOST_LANES = 12;
const NIGHT_ENDS = 7;
const NIGHT_BEGINS = 22;

interface ResultProps {
  summary: BacktestSummaryAnswer;
  pages: readonly BacktestPageAnswer[];
}

/** What it would have come to: in figures, drawn, and page by page. */
export function Result({ summary, pages }: ResultProps) {
  return (
    <div className="grid gap-5" aria-live="polite">
      <Figures summary={summary} />
      {summary.pages > 0 && (
        <>
          <LanesCard summary={summary} pages={pages} />
          <HoursCard byHour={summary.by_hour} />
          <PagesCard summary={summary} pages={pages} />
        </>
      )}
    </div>
  );
}

function Figures({ summary }: { summary: BacktestSummaryAnswer }) {
  const t = useTranslations("backtest.figures");
  const format = useFormatter();
  const number = (value: number) => format.number(value);
  const reasons = useTranslations("backtest.untold");
  const why = (reason: string) =>
    reasons.has(reason as Reason) ? reasons(reason as Reason) : reason.replaceAll("_", " ");
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 pt-2 sm:grid-cols-4">
        <Figure name={t("pages")} value={number(summary.pages)}>
          {t("told", { told: summary.told, incidents: summary.incidents })}
        </Figure>
        <Figure name={t("atNight")} value={number(summary.at_night)}>
          {t("night")}
        </Figure>
        <Figure name={t("soonOver")} value={number(summary.resolved_within_five_minutes)}>
          {t("soonOverHint")}
        </Figure>
        <Figure name={t("untold")} value={number(sumOf(summary.untold))}>
          {Object.entries(summary.untold)
            .map(([reason, count]) => `${number(count)} × ${why(reason)}`)
            .join(", ") || t("noneUntold")}
        </Figure>
      </dl>
      {summary.results_since && (
        <p className="mt-4 text-ink-soft text-sm">
          {t("resultsSince")} <Time at={summary.results_since} look="day" />
        </p>
      )}
    </Card>
  );
}

type Reason = keyof Messages["backtest"]["untold"];

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-ink-soft text-sm">{name}</dt>
      <dd className="figures font-semibold text-3xl tracking-tight">{value}</dd>
      <dd className="text-ink-soft text-sm">{children}</dd>
    </div>
  );
}

function LanesCard({ summary, pages }: ResultProps) {
  const t = useTranslations("backtest.lanes");
  const lanes = lanesOf(summary, pages);
  const shown = lanes.slice(0, MOST_LANES);
  const most = Math.max(1, ...shown.flatMap((lane) => lane.counts));
  return (
    <Card title={t("title")}>
      <ul className="grid gap-4">
        {shown.map((lane) => (
          <li key={lane.key} className="grid gap-1">
            <p className="flex flex-wrap justify-between gap-x-4 text-sm">
              <span className="min-w-0 truncate font-medium">{lane.name}</span>
              <span className="figures text-ink-soft">
                {t("count", { pages: lane.total, night: lane.atNight })}
              </span>
            </p>
            <svg
              aria-hidden
              viewBox={`0 0 ${BUCKETS * STEP} ${LANE_HEIGHT}`}
              preserveAspectRatio="none"
              className="block h-9 w-full"
            >
              <line
                x1={0}
                x2={BUCKETS * STEP}
                y1={LANE_HEIGHT - 0.5}
                y2={LANE_HEIGHT - 0.5}
                className="stroke-line"
              />
              {lane.counts.map((count, index) => {
                const height = count === 0 ? 0 : Math.max(3, (count / most) * (LANE_HEIGHT - 2));
                return (
                  <rect
                    // biome-ignore lint/suspicious/noArrayIndexKey: they are parts of the time
                    key={index}
                    x={index * STEP + 1}
                    width={STEP - 2}
                    y={LANE_HEIGHT - height}
                    height={height}
                    className="fill-accent"
                  />
                );
              })}
            </svg>
          </li>
        ))}
      </ul>
      <p className="mt-2 flex justify-between text-ink-soft text-sm">
        <Time at={summary.since} look="day" />
        <Time at={summary.until} look="day" />
      </p>
      {lanes.length > shown.length && (
        <p className="text-ink-soft text-sm">{t("more", { count: lanes.length - shown.length })}</p>
      )}
      {summary.listed < summary.pages && (
        <p className="text-ink-soft text-sm">{t("earliest", { count: summary.listed })}</p>
      )}
    </Card>
  );
}

function HoursCard({ byHour }: { byHour: readonly number[] }) {
  const t = useTranslations("backtest.hours");
  const most = Math.max(1, ...byHour);
  const height = 72;
  const isNight = (hour: number) => hour < NIGHT_ENDS || hour >= NIGHT_BEGINS;
  const loudest = byHour.indexOf(Math.max(...byHour));
  return (
    <Card title={t("title")}>
      <svg
        role="img"
        aria-label={t("label", { hour: loudest, count: byHour[loudest] ?? 0 })}
        viewBox={`0 0 ${24 * STEP} ${height}`}
        preserveAspectRatio="none"
        className="block h-20 w-full"
      >
        <rect x={0} width={NIGHT_ENDS * STEP} y={0} height={height} className="fill-idle-soft" />
        <rect x={NIGHT_BEGINS * STEP} width={2 * STEP} y={0} height={height} className="fill-idle-soft" />
        {byHour.map((count, hour) => {
          const bar = count === 0 ? 0 : Math.max(2, (count / most) * (height - 4));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: they are hours
              key={hour}
              x={hour * STEP + 1}
              width={STEP - 2}
              y={height - bar}
              height={bar}
              className={isNight(hour) ? "fill-degraded-fill" : "fill-accent"}
            />
          );
        })}
      </svg>
      <p aria-hidden className="figures mt-1 flex justify-between text-ink-soft text-sm">
        {["00:00", "06:00", "12:00", "18:00", "24:00"].map((clock) => (
          <span key={clock}>{clock}</span>
        ))}
      </p>
      <p className="mt-1 text-ink-soft text-sm">{t("night")}</p>
    </Card>
  );
}
