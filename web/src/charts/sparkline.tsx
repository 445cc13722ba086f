"use client";

import { memo } from "react";
import { useTranslations } from "use-intl";
import type { Sparkline as SparklineAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { useLatencyText } from "./latency";

const WIDTH = 100;
const HEIGHT = 28;
const EDGE = 2.5;
/** Half of the foot's height, in which hours with failures are marked. */
const MARK = 5;

/** Latency by the hour, from nothing to the slowest; a gap where nothing was measured, a mark where results were not up. */
export const Sparkline = memo(function Sparkline({
  line,
  className,
}: {
  line: SparklineAnswer;
  className?: string;
}) {
  const label = useSparklineText(line);
  const step = WIDTH / line.latency_ms.length;
  const marks = line.bad.flatMap((bad, hour) => (bad > 0 ? [(hour + 0.5) * step] : []));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={classes("block", className)}
    >
      {marks.length > 0 && (
        <path
          d={marks.map((x) => `M${x.toFixed(1)} ${HEIGHT}v-${MARK}`).join("")}
          className="stroke-down-fill"
          strokeWidth={step * 0.8}
        />
      )}
      <path
        d={pathOf(line.latency_ms, step)}
        className="fill-none stroke-ink-soft"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});

function pathOf(latencies: readonly (number | null)[], step: number): string {
  const most = Math.max(...latencies.map((latency) => latency ?? 0), 0.001);
  const drawn = HEIGHT - MARK - 2 * EDGE;
  let path = "";
  let isDown = false;
  latencies.forEach((latency, hour) => {
    if (latency !== null) {
      const x = ((hour + 0.5) * step).toFixed(1);
      const y = (EDGE + drawn * (1 - latency / most)).toFixed(1);
      // The little way at the end makes a lonely hour a dot.
      path += isDown ? `L${x} ${y}` : `M${x} ${y}h0.01`;
    }
    isDown = latency !== null;
  });
  return path;
}

function useSparklineText({ latency_ms, bad }: SparklineAnswer): string {
  const t = useTranslations("charts.sparkline");
  const text = useLatencyText();
  const measured = latency_ms.filter((latency): latency is number => latency !== null);
  const hours = latency_ms.length;
  const failed = bad.filter((count) => count > 0).length;
  if (measured.length === 0) return t("nothing", { hours, failed });
  return t("all", {
    hours,
    least: text(Math.min(...measured)),
    most: text(Math.max(...measured)),
    failed,
  });
}
