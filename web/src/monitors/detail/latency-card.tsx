"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useAxisText, useLatencyText } from "@/charts/latency";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import {
  linesOf,
  type Measure,
  measuresOf,
  overall,
  pointsOf,
  shadesOfBuckets,
  shadesOfStates,
} from "./chart-data";
import { ChartLegend } from "./chart-legend";
import { type ChartRange, chosen, type Span, useChartRange } from "./chart-range";
import { ChartRangeBar } from "./chart-range-bar";
import { ChartTable } from "./chart-table";
import { isPushed } from "./pushed";
import { type SeriesFilter, seriesQuery } from "./queries";

const HEIGHT = "h-64 sm:h-80";
const LEAST_MS = 15_000;
const MOST_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** Of a day most would be empty. */
const YOUNG_MS = 3 * 3_600_000;

const LineChart = dynamic(() => import("@/charts/line-chart"), {
  ssr: false,
  loading: () => <Skeleton className={HEIGHT} />,
});

/** How long it took, phase upon phase, and how slow the slowest were. */
export function LatencyCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.chart");
  const [isYoung] = useState(() => Date.now() - Date.parse(monitor.created_at) < YOUNG_MS);
  const range = useChartRange(usualSpan(monitor, isYoung));
  const [region, setRegion] = useState<string | null>(null);
  const seen = useSeries(monitor, { span: range.span, zoom: range.zoom, region });
  return (
    <Card title={t(isPushed(monitor) ? "titleRuns" : "title")}>
      <div className="grid gap-4">
        <ChartRangeBar
          range={range}
          stretch={seen.data?.stretch ?? null}
          regions={monitor.regions}
          region={region}
          onRegion={setRegion}
        />
        {seen.data ? (
          <div className={seen.isPlaceholderData ? "grid min-w-0 gap-4 opacity-60" : "grid min-w-0 gap-4"}>
            <Chart monitor={monitor} seen={seen.data} range={range} />
          </div>
        ) : seen.error ? (
          <RefusalNote error={seen.error} />
        ) : (
          <Skeleton className={HEIGHT} />
        )}
      </div>
    </Card>
  );
}

/** What is checked says something every minute or so, a job perhaps once a day. */
function usualSpan(monitor: MonitorAnswer, isYoung: boolean): Span {
  if (isPushed(monitor)) return isYoung ? "24h" : "30d";
  return isYoung ? "1h" : "24h";
}

type Seen = NonNullable<ReturnType<typeof useSeries>["data"]>;

/** Read again as often as a new bucket begins; what is past and chosen does not change. */
function useSeries(monitor: MonitorAnswer, filter: SeriesFilter) {
  return useQuery({
    ...seriesQuery(monitor.id, filter),
    refetchInterval: ({ state }) =>
      filter.zoom
        ? false
        : Math.min(MOST_MS, Math.max(LEAST_MS, ((state.data?.series.bucket ?? 60) * 1000) / 2)),
  });
}

function Chart({ monitor, seen, range }: { monitor: MonitorAnswer; seen: Seen; range: ChartRange }) {
  const t = useTranslations("monitor.chart");
  const axis = useAxisText();
  const label = useLabel(seen);
  const formatTime = useAxisTime();
  const [hidden, setHidden] = useState<readonly Measure[]>([]);
  const [index, setIndex] = useState<number | null>(null);
  const { points, measures, times } = usePoints(monitor, seen);
  const lines = useMemo(
    () =>
      linesOf(
        points,
        measures.filter((one) => !hidden.includes(one)),
      ),
    [points, measures, hidden],
  );
  const shades = useMemo(
    () =>
      seen.transitions
        ? shadesOfStates(seen.transitions, seen.transitions[0]?.to_state ?? monitor.state, seen.stretch)
        : shadesOfBuckets(seen.series),
    [seen, monitor.state],
  );
  const toggle = (one: Measure) =>
    setHidden(hidden.includes(one) ? hidden.filter((other) => other !== one) : [...hidden, one]);
  return (
    <>
      <ChartLegend
        series={seen.series}
        measures={measures}
        hidden={hidden}
        onToggle={toggle}
        point={index === null ? null : (points[index] ?? null)}
        limit={monitor.degraded_latency_ms}
      />
      <div className="relative">
        <LineChart
          className={HEIGHT}
          times={times}
          lines={lines}
          shades={shades}
          start={seen.stretch.start}
          end={seen.stretch.end}
          limit={monitor.degraded_latency_ms}
          formatValue={axis}
          formatTime={formatTime}
          onZoom={(start, end) => range.zoomTo(chosen(start, end))}
          onPoint={setIndex}
          label={label}
        />
        {measures.length === 0 && (
          <p className="pointer-events-none absolute inset-0 grid place-items-center px-4 text-center text-ink-soft">
            {t("nothing")}
          </p>
        )}
      </div>
      <ChartTable points={points} />
    </>
  );
}

function usePoints({ interval }: MonitorAnswer, { series }: Seen) {
  return useMemo(() => {
    const points = pointsOf(series, interval);
    return { points, measures: measuresOf(points), times: points.map((point) => point.at) };
  }, [series, interval]);
}

/** What the picture says, for who does not see it; the table below has the rest. */
function useLabel({ series, stretch }: Seen): string {
  const t = useTranslations("monitor.chart");
  const format = useFormatter();
  const latency = useLatencyText();
  const text = (value: number | null) => (value === null ? "–" : latency(value));
  const [from, to] = [stretch.start, stretch.end].map((at) =>
    format.dateTime(at, { dateStyle: "medium", timeStyle: "short" }),
  );
  return t("label", {
    from: from ?? "",
    to: to ?? "",
    p50: text(overall(series, "p50")),
    p95: text(overall(series, "p95")),
    p99: text(overall(series, "p99")),
  });
}

/** Days where a day is the least that is told apart, else the time; at midnight the day. */
function useAxisTime(): (time: number, step: number) => string {
  const format = useFormatter();
  return (time, step) => {
    const at = new Date(time);
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
    if (step >= 28 * DAY_MS) return format.dateTime(at, { month: "short", year: "2-digit" });
    if (step >= DAY_MS || isMidnight) return format.dateTime(at, { day: "numeric", month: "short" });
    return format.dateTime(at, {
      hour: "numeric",
      minute: "2-digit",
      ...(step < 60_000 && { second: "2-digit" }),
    });
  };
}
