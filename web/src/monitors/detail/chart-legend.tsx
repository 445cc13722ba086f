"use client";

import { useTranslations } from "use-intl";
import type { SeriesAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { classes } from "@/ui/classes";
import { Time } from "@/ui/time";
import { type Measure, measured, overall, type Point } from "./chart-data";

const SWATCHES: Partial<Record<Measure, string>> = {
  dns: "bg-phase-dns",
  connect: "bg-phase-connect",
  tls: "bg-phase-tls",
  first_byte: "bg-phase-first-byte",
  transfer: "bg-phase-transfer",
};

const DASHES: Partial<Record<Measure, string>> = { p95: "7 4", p99: "2 3" };
const STROKES: Partial<Record<Measure, string>> = {
  p50: "stroke-ink",
  p95: "stroke-ink-soft",
  p99: "stroke-ink-faint",
};

interface LegendProps {
  series: SeriesAnswer;
  measures: readonly Measure[];
  hidden: readonly Measure[];
  onToggle: (measure: Measure) => void;
  /** Where the pointer is; without one, the figures are those of the whole chart. */
  point: Point | null;
  /** Milliseconds, from which it is degraded. */
  limit: number | null;
}

/** What is what, and how much; pressed, it is left out of the picture. */
export function ChartLegend({ series, measures, hidden, onToggle, point, limit }: LegendProps) {
  const t = useTranslations("monitor.chart");
  const latency = useLatencyText();
  return (
    <div className="grid gap-1">
      <ul className="flex flex-wrap gap-x-1 gap-y-1">
        {measures.map((measure) => {
          const value = point ? measured(point.bucket, measure) : overall(series, measure);
          return (
            <li key={measure}>
              <button
                type="button"
                aria-pressed={!hidden.includes(measure)}
                onClick={() => onToggle(measure)}
                className="inline-flex min-h-8 items-center gap-2 rounded-md px-2 text-sm hover:bg-sunken aria-[pressed=false]:opacity-50 pointer-coarse:min-h-10"
              >
                <Swatch measure={measure} />
                <span className={classes("text-ink-soft", hidden.includes(measure) && "line-through")}>
                  {t(`measures.${measure}`)}
                </span>
                <span className="figures min-w-14 text-left font-medium">
                  {value === null ? "–" : latency(value)}
                </span>
              </button>
            </li>
          );
        })}
        {limit !== null && (
          <li className="inline-flex min-h-8 items-center gap-2 px-2 text-sm">
            <span aria-hidden className="h-0.5 w-5 shrink-0 bg-degraded-fill" />
            <span className="text-ink-soft">{t("limit")}</span>
            <span className="figures font-medium">{latency(limit)}</span>
          </li>
        )}
      </ul>
      {measures.length > 0 && (
        <p aria-hidden className="px-2 text-ink-soft text-xs">
          {point ? (
            <Time at={point.at} look="full" />
          ) : (
            <>
              {t("whole")} <span className="pointer-coarse:hidden">{t("drag")}</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Swatch({ measure }: { measure: Measure }) {
  const fill = SWATCHES[measure];
  if (fill) return <span aria-hidden className={classes("size-3 shrink-0 rounded-sm", fill)} />;
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 4"
      className={classes("h-1 w-5 shrink-0", STROKES[measure])}
      strokeWidth="2"
    >
      <path d="M0 2H20" strokeDasharray={DASHES[measure]} />
    </svg>
  );
}
