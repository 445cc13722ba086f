import { expect, test } from "vitest";
import { periodOf } from "./asked";

const NOW = Date.UTC(2026, 10, 22, 10);
const midnight = (month: number, day: number) => new Date(2026, month - 1, day).toISOString();

test("a span ends now", () => {
  expect(periodOf("24h", NOW)).toEqual({ start: "2026-11-21T10:00:00.000Z" });
});

test("the last day counts as a whole", () => {
  const period = { from: "2026-11-01", to: "2026-11-30" };
  expect(periodOf(period, NOW)).toEqual({ start: midnight(11, 1), end: midnight(12, 1) });
});

test("what is no day is left out", () => {
  expect(periodOf({ from: "yesterday", to: null }, NOW)).toEqual({});
});
