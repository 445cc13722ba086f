import { expect, test } from "vitest";
import type { ShiftAnswer } from "@/api/schema";
import { blocksOf, dayFrom, isoDayOf, mondayOf } from "./week";

const shift = (start: Date, end: Date): ShiftAnswer => ({
  user: { id: 1, email: "ada@example.com", name: "Ada" },
  start: start.toISOString(),
  end: end.toISOString(),
  is_override: false,
});
const monday = new Date(2026, 10, 16);

test("a week begins on Monday, on a Sunday too", () => {
  expect(mondayOf(new Date(2026, 10, 22, 23))).toEqual(monday);
  expect(mondayOf(monday)).toEqual(monday);
});

test("on the day of a hand-over there are two, one above the other", () => {
  const six = new Date(2026, 10, 16, 6);
  const blocks = blocksOf(monday, [
    shift(six, new Date(2026, 10, 23, 6)),
    shift(new Date(2026, 10, 9, 6), six),
  ]);
  expect(blocks.map(({ top, height, begins, ends }) => [top, height, begins, ends])).toEqual([
    [0, 0.25, false, true],
    [0.25, 0.75, true, false],
  ]);
});

test("what ends at midnight fills its day, and is not on the next", () => {
  const midnight = new Date(2026, 10, 17);
  const whole = [shift(monday, midnight)];
  expect(blocksOf(monday, whole).map(({ height }) => height)).toEqual([1]);
  expect(blocksOf(midnight, whole)).toEqual([]);
});

test("a day in the address is read as it was written", () => {
  expect(dayFrom(isoDayOf(monday))).toEqual(monday);
});

test.each(["", "2026-02-30", "today", "2026-1-1"])("%s is no day", (text) => {
  expect(dayFrom(text)).toBeNull();
});
