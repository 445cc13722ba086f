import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEAST_MS = 60_000;

export const SPANS = ["1h", "24h", "7d", "30d", "90d", "1y"] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_MS: Record<Span, number> = {
  "1h": HOUR_MS,
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
  "1y": 365 * DAY_MS,
};

/** Unix ms. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface ChartRange {
  /** How far back from now, unless a part was chosen. */
  readonly span: Span;
  readonly zoom: Stretch | null;
  readonly choose: (span: Span) => void;
  readonly zoomTo: (stretch: Stretch) => void;
  readonly reset: () => void;
}

/** What the chart spans, held in the address: a colleague who is sent it sees the same. `usual`: when it says nothing. */
export function useChartRange(usual: Span): ChartRange {
  const [{ range, from, to }, set] = useQueryStates({
    range: parseAsStringLiteral(SPANS),
    from: parseAsInteger,
    to: parseAsInteger,
  });
  return useMemo(
    () => ({
      span: range ?? usual,
      zoom: from !== null && to !== null && from < to ? { start: from, end: to } : null,
      choose: (span: Span) => void set({ range: span, from: null, to: null }),
      zoomTo: ({ start, end }: Stretch) => void set({ from: start, to: end }),
      reset: () => void set({ from: null, to: null }),
    }),
    [range, usual, from, to, set],
  );
}

/** As long as before, and so many times its length later; never past `now`. */
export function moved({ start, end }: Stretch, lengths: number, now: number): Stretch {
  const length = end - start;
  const until = Math.min(now, end + Math.round(length * lengths));
  return { start: until - length, end: until };
}

/** Half as long, about the middle; not less than a minute. */
export function closer({ start, end }: Stretch): Stretch {
  const half = Math.max(LEAST_MS, Math.round((end - start) / 2)) / 2;
  const middle = Math.round((start + end) / 2);
  return { start: middle - half, end: middle + half };
}

/** At least a minute, in whole milliseconds, as it was dragged. */
export function chosen(start: number, end: number): Stretch {
  return end - start < LEAST_MS ? closer({ start, end: end + 1 }) : { start, end };
}
