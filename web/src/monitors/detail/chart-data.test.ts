import { describe, expect, test } from "vitest";
import type { BucketAnswer, TransitionAnswer } from "@/api/schema";
import { linesOf, measuresOf, pointsOf, shadesOfBuckets, shadesOfStates } from "./chart-data";
import { chosen, closer, moved } from "./chart-range";

const MINUTE = 60_000;
const NOON = Date.parse("2026-11-22T12:00:00Z");
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

const bucket = (minutes: number, rest: Partial<BucketAnswer> = {}): BucketAnswer => ({
  start: at(minutes),
  up: 5,
  degraded: 0,
  down: 0,
  unknown: 0,
  excluded: 0,
  latency_count: 5,
  mean_ms: 11,
  min_ms: 9,
  max_ms: 20,
  p50_ms: 10,
  p95_ms: 19,
  p99_ms: 20,
  phases_ms: { dns: 0, connect: 1, tls: 0, first_byte: 9, transfer: 1 },
  ...rest,
});

const series = (...buckets: BucketAnswer[]) => ({ bucket: 60, buckets, total: bucket(0) });

const transition = (minutes: number, from: string, to: string) =>
  ({ at: at(minutes), from_state: from, to_state: to }) as TransitionAnswer;

describe("points", () => {
  test("a bucket stands at its middle", () => {
    expect(pointsOf(series(bucket(0)), 20)[0]?.at).toBe(NOON + MINUTE / 2);
  });

  test("where buckets are missing there is a gap", () => {
    const points = pointsOf(series(bucket(0), bucket(1), bucket(9)), 20);
    expect(points.map((point) => point.bucket === null)).toEqual([false, false, true, false]);
  });

  test("a monitor that is checked more seldom than a bucket is long has no gaps", () => {
    const points = pointsOf(series(bucket(0), bucket(5), bucket(10)), 300);
    expect(points).toHaveLength(3);
  });

  test("what is pushed to has no gaps: nobody knows when it is due", () => {
    expect(pointsOf(series(bucket(0), bucket(600)), null)).toHaveLength(2);
  });
});

describe("lines", () => {
  test("a phase that took no time is not drawn", () => {
    expect(measuresOf(pointsOf(series(bucket(0)), 20))).toEqual([
      "connect",
      "first_byte",
      "transfer",
      "p50",
      "p95",
      "p99",
    ]);
  });

  test("without phases the percentiles are left", () => {
    const old = bucket(0, { phases_ms: null });
    expect(measuresOf(pointsOf(series(old), 20))).toEqual(["p50", "p95", "p99"]);
  });

  test("what was not measured is a gap in the line", () => {
    const failed = bucket(1, { p50_ms: null, p95_ms: null, p99_ms: null });
    const points = pointsOf(series(bucket(0), failed), 20);
    expect(linesOf(points, ["p95"])[0]?.values).toEqual([19, null]);
  });
});

describe("shades", () => {
  const hour = { start: NOON, end: NOON + 60 * MINUTE };

  test("an outage is shaded from its beginning to its end", () => {
    const changes = [transition(30, "down", "up"), transition(10, "up", "down")];
    expect(shadesOfStates(changes, "up", hour)).toEqual([
      { start: NOON + 10 * MINUTE, end: NOON + 30 * MINUTE, tone: "down-fill" },
    ]);
  });

  test("what began before is shaded from the edge, and what lasts up to the other", () => {
    const changes = [transition(50, "up", "degraded"), transition(5, "down", "up")];
    expect(shadesOfStates(changes, "degraded", hour)).toEqual([
      { start: NOON, end: NOON + 5 * MINUTE, tone: "down-fill" },
      { start: NOON + 50 * MINUTE, end: hour.end, tone: "degraded-fill" },
    ]);
  });

  test("changes after the part that is shown shade nothing outside of it", () => {
    expect(shadesOfStates([transition(90, "up", "down")], "down", hour)).toEqual([]);
  });

  test("with nothing changed, the state of now holds throughout", () => {
    expect(shadesOfStates([], "down", hour)).toEqual([{ ...hour, tone: "down-fill" }]);
  });

  test("of buckets, neighbours with failures are one shade", () => {
    const seen = series(
      bucket(0, { down: 1 }),
      bucket(1, { down: 2 }),
      bucket(2),
      bucket(3, { degraded: 1 }),
    );
    expect(shadesOfBuckets(seen)).toEqual([
      { start: NOON, end: NOON + 2 * MINUTE, tone: "down-fill" },
      { start: NOON + 3 * MINUTE, end: NOON + 4 * MINUTE, tone: "degraded-fill" },
    ]);
  });
});

describe("what the chart spans", () => {
  test("is never later than now", () => {
    expect(moved({ start: 0, end: 100 }, 0.5, 120)).toEqual({ start: 20, end: 120 });
  });

  test("is half as long when one looks closer", () => {
    expect(closer({ start: 0, end: 8 * MINUTE })).toEqual({ start: 2 * MINUTE, end: 6 * MINUTE });
  });

  test("is at least a minute", () => {
    const { start, end } = chosen(NOON, NOON + 1000);
    expect(end - start).toBe(MINUTE);
  });
});
