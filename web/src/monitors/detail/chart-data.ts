import type { BucketAnswer, PhasesAnswer, SeriesAnswer, TransitionAnswer } from "@/api/schema";
import type { ChartLine, Shade, Tone } from "@/charts/line-chart-options";
import type { Stretch } from "./chart-range";

export const PHASES = [
  "dns",
  "connect",
  "tls",
  "first_byte",
  "transfer",
] as const satisfies (keyof PhasesAnswer)[];
export const PERCENTILES = ["p50", "p95", "p99"] as const;
export type Measure = (typeof PHASES)[number] | (typeof PERCENTILES)[number];

export const TONES: Record<Measure, Tone> = {
  dns: "phase-dns",
  connect: "phase-connect",
  tls: "phase-tls",
  first_byte: "phase-first-byte",
  transfer: "phase-transfer",
  p50: "ink",
  p95: "ink-soft",
  p99: "ink-faint",
};

const LOOKS = { p50: "solid", p95: "dashed", p99: "dotted" } as const;
const SHADED: Partial<Record<TransitionAnswer["to_state"], Tone>> = {
  down: "down-fill",
  degraded: "degraded-fill",
};

/** A moment of the chart; null where nothing was measured for so long that no line may lead across. */
export interface Point {
  /** Unix ms: the middle of the bucket. */
  readonly at: number;
  readonly bucket: BucketAnswer | null;
}

/**
 * The buckets as points, with a gap wherever more than two of them are missing that should have been there.
 * `interval`: seconds from one check to the next; null when nobody knows, and then there are no gaps.
 */
export function pointsOf({ bucket, buckets }: SeriesAnswer, interval: number | null): Point[] {
  const width = bucket * 1000;
  const longest = interval === null ? Number.POSITIVE_INFINITY : 2 * Math.max(width, interval * 1000);
  const points: Point[] = [];
  for (const one of buckets) {
    const at = Date.parse(one.start) + width / 2;
    const before = points.at(-1);
    if (before && at - before.at > longest) points.push({ at: before.at + width, bucket: null });
    points.push({ at, bucket: one });
  }
  return points;
}

/** Of a measure at a point: null is unknown. */
export function measured(bucket: BucketAnswer | null, measure: Measure): number | null {
  if (bucket === null) return null;
  if (isPercentile(measure)) return bucket[`${measure}_ms`];
  return bucket.phases_ms?.[measure] ?? null;
}

const isPercentile = (measure: Measure): measure is (typeof PERCENTILES)[number] =>
  PERCENTILES.some((one) => one === measure);

/** What there is anything to show of: a phase that never took any time did not take place. */
export function measuresOf(points: readonly Point[]): Measure[] {
  const phases = PHASES.filter((phase) => points.some(({ bucket }) => (bucket?.phases_ms?.[phase] ?? 0) > 0));
  const percentiles = PERCENTILES.filter((one) =>
    points.some(({ bucket }) => measured(bucket, one) !== null),
  );
  return [...phases, ...percentiles];
}

export function linesOf(points: readonly Point[], measures: readonly Measure[]): ChartLine[] {
  return measures.map((measure) => ({
    key: measure,
    tone: TONES[measure],
    look: isPercentile(measure) ? LOOKS[measure] : "area",
    values: points.map(({ bucket }) => measured(bucket, measure)),
  }));
}

/** When the monitor was down or degraded. `transitions`: newest first, all since the start; `state`: what it is now. */
export function shadesOfStates(
  transitions: readonly TransitionAnswer[],
  state: TransitionAnswer["to_state"],
  { start, end }: Stretch,
): Shade[] {
  const shades: Shade[] = [];
  let until = Number.POSITIVE_INFINITY;
  let held = state;
  const add = (from: number) => {
    const tone = SHADED[held];
    const shade = { start: Math.max(from, start), end: Math.min(until, end) };
    if (tone && shade.start < shade.end) shades.push({ ...shade, tone });
  };
  for (const { at, from_state } of transitions) {
    add(Date.parse(at));
    until = Date.parse(at);
    held = from_state;
  }
  add(start);
  return shades.reverse();
}

/** The same by what was seen, for when there were more changes than one can read. */
export function shadesOfBuckets({ bucket, buckets }: SeriesAnswer): Shade[] {
  const shades: Shade[] = [];
  for (const one of buckets) {
    const tone = one.down > 0 ? SHADED.down : one.degraded > 0 ? SHADED.degraded : undefined;
    if (!tone) continue;
    const start = Date.parse(one.start);
    const before = shades.at(-1);
    if (before?.tone === tone && before.end === start)
      shades[shades.length - 1] = { ...before, end: start + bucket * 1000 };
    else shades.push({ start, end: start + bucket * 1000, tone });
  }
  return shades;
}

/** Of the whole chart: percentiles as they were told, phases as the mean of the checks. */
export function overall(series: SeriesAnswer, measure: Measure): number | null {
  if (isPercentile(measure)) return series.total[`${measure}_ms`];
  let [sum, checks] = [0, 0];
  for (const one of series.buckets) {
    if (!one.phases_ms) continue;
    const count = checksOf(one);
    sum += one.phases_ms[measure] * count;
    checks += count;
  }
  return checks > 0 ? sum / checks : null;
}

export const checksOf = ({ up, degraded, down, unknown }: BucketAnswer): number =>
  up + degraded + down + unknown;
