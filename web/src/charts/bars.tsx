"use client";

import { memo, type PointerEvent, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Bars as BarsAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { duration } from "@/ui/time";
import { usePercentage } from "./percentage";

const DAY_SECONDS = 86_400;
const HEIGHT = 24;
const STEP = 4;
/** A minute of a day would be no pixel: what was bad is never drawn smaller than this. */
const LEAST_DOWN = 0.5;
const LEAST_DEGRADED = 0.35;
/** Of days of which nothing is known. */
const LOW = 0.2;

type Look = "up" | "degraded" | "down" | "unknown" | "none";

const STROKES: Record<Look, string> = {
  up: "stroke-up-fill",
  degraded: "stroke-degraded-fill",
  down: "stroke-down-fill",
  unknown: "stroke-unknown-fill",
  none: "stroke-idle-fill",
};

/**
 * A bar for each day, today last: from below, the part of it in which the monitor was down, then degraded. A day of
 * which nothing is known is low. The figures are read out as one sentence, and stand beside the pointer day by day.
 * Drawn again only for other figures: a row of a list changes more often than its past.
 */
export const Bars = memo(function Bars({ bars, className }: { bars: BarsAnswer; className?: string }) {
  const [day, setDay] = useState<number | null>(null);
  const label = useBarsText(bars);
  const count = bars.availability.length;

  const look = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * count);
    setDay(Math.min(count - 1, Math.max(0, found)));
  };

  return (
    <span
      className={classes("relative block", className)}
      onPointerMove={look}
      onPointerLeave={() => setDay(null)}
    >
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${count * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block size-full"
      >
        {Object.entries(pathsOf(bars)).map(([name, path]) => (
          <path
            key={name}
            d={path}
            strokeWidth={name === "up" ? STEP - 1.2 : STEP}
            className={STROKES[name as Look]}
          />
        ))}
      </svg>
      {day !== null && <DayNote bars={bars} day={day} isLate={day > count / 2} />}
    </span>
  );
});

function DayNote({ bars, day, isLate }: { bars: BarsAnswer; day: number; isLate: boolean }) {
  const text = useDayText(bars);
  return (
    <span
      aria-hidden
      className={classes(
        "pointer-events-none absolute bottom-full z-20 mb-1 whitespace-nowrap rounded-md bg-raised px-2 py-1 text-ink text-xs shadow-raised",
        isLate ? "right-0" : "left-0",
      )}
    >
      {text(day)}
    </span>
  );
}

/** One path for each colour: some elements a picture, not some hundred. */
function pathsOf(bars: BarsAnswer): Partial<Record<Look, string>> {
  const paths: Partial<Record<Look, string>> = {};
  const draw = (look: Look, day: number, from: number, to: number) => {
    const x = (day + 0.5) * STEP;
    const [top, foot] = [HEIGHT * (1 - to), HEIGHT * (1 - from)];
    paths[look] = `${paths[look] ?? ""}M${x} ${foot.toFixed(1)}V${top.toFixed(1)}`;
  };
  bars.availability.forEach((availability, day) => {
    if (availability === null) {
      draw(bars.unknown_seconds[day] ? "unknown" : "none", day, 0, LOW);
      return;
    }
    const down = shareOf(bars.down_seconds[day], LEAST_DOWN);
    const degraded = Math.min(shareOf(bars.degraded_seconds[day], LEAST_DEGRADED), 1 - down);
    if (down > 0) draw("down", day, 0, down);
    if (degraded > 0) draw("degraded", day, down, down + degraded);
    if (down + degraded < 1) draw("up", day, down + degraded, 1);
  });
  return paths;
}

function shareOf(seconds: number | undefined, least: number): number {
  return seconds ? Math.min(1, Math.max(least, seconds / DAY_SECONDS)) : 0;
}

/** Such as: 90 days, 99.98 % available, down on 2 of them. */
function useBarsText(bars: BarsAnswer): string {
  const t = useTranslations("charts.bars");
  const percentage = usePercentage();
  const days = bars.availability.length;
  if (bars.total === null) return t("nothing", { days });
  const bad = bars.down_seconds.filter((seconds) => seconds > 0).length;
  return t("all", { days, availability: percentage(bars.total), bad });
}

/** A day's figures in words, by its place. */
export function useDayText(bars: BarsAnswer): (day: number) => string {
  const t = useTranslations("charts.bars");
  const format = useFormatter();
  const percentage = usePercentage();
  return (day) => {
    const at = Date.parse(bars.start) + day * DAY_SECONDS * 1000;
    const date = format.dateTime(at, { day: "numeric", month: "short", timeZone: "UTC" });
    const availability = bars.availability[day] ?? null;
    if (availability === null) return t("dayUnknown", { date });
    const down = bars.down_seconds[day] ?? 0;
    const degraded = bars.degraded_seconds[day] ?? 0;
    return [
      t("day", { date, availability: percentage(availability) }),
      down > 0 && t("down", { duration: duration(down) }),
      degraded > 0 && t("degraded", { duration: duration(degraded) }),
    ]
      .filter(Boolean)
      .join(", ");
  };
}
