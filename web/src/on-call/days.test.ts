import { expect, test } from "vitest";
import type { ShiftAnswer } from "@/api/schema";
import { dayOf, monthOf, weeksOf } from "./days";

const november = monthOf(new Date(2026, 10, 22), 0);
const shift = (start: Date, end: Date): ShiftAnswer => ({
  user: { id: 1, email: "ada@example.com", name: "Ada" },
  start: start.toISOString(),
  end: end.toISOString(),
  is_override: false,
});

test("weeks begin on Mondays and hold the whole month", () => {
  const weeks = weeksOf(november);
  expect(weeks[0]?.[0]).toEqual(new Date(2026, 9, 26));
  expect(weeks.at(-1)?.[6]).toEqual(new Date(2026, 11, 6));
});

test("the month before January is in the year before", () => {
  expect(monthOf(new Date(2026, 0, 31), -1)).toEqual(new Date(2025, 11, 1));
});

test("on the day on which people hand over there are two of them", () => {
  const nine = new Date(2026, 10, 16, 9);
  const shifts = [shift(new Date(2026, 10, 9, 9), nine), shift(nine, new Date(2026, 10, 23, 9))];
  const day = dayOf(new Date(2026, 10, 16), november, shifts);
  expect(day.parts.map(({ from, to }) => [from, to])).toEqual([
    [null, nine],
    [nine, null],
  ]);
});

test("a shift that ends at midnight is not on the next day", () => {
  const midnight = new Date(2026, 10, 17);
  const day = dayOf(midnight, november, [shift(new Date(2026, 10, 16), midnight)]);
  expect(day.parts).toEqual([]);
});
