import { expect, test } from "vitest";
import { byDay, dayText, monthOf, monthText, weeksOf } from "./month";

const NOW = new Date(2026, 10, 22).getTime();

test.each([
  [1, "2026-10-26", 6],
  [7, "2026-11-01", 5],
])("weeks that begin with day %i show November 2026 from %s on", (firstDay, begin, count) => {
  const weeks = weeksOf(new Date(2026, 10, 1), firstDay);
  expect(weeks.map((week) => week.length)).toEqual(Array(count).fill(7));
  expect(weeks[0]?.[0] && dayText(weeks[0][0])).toBe(begin);
});

test.each(["2027-13", "november", null])("%s is no month, and so it is this one", (text) => {
  expect(monthText(monthOf(text, NOW))).toBe("2026-11");
});

test("what goes over midnight stands on both days, and on no third", () => {
  const days = [27, 28, 29].map((date) => new Date(2026, 10, date));
  const night = {
    start: new Date(2026, 10, 27, 22).toISOString(),
    end: new Date(2026, 10, 28, 6).toISOString(),
  };
  const found = byDay([night], days);
  expect([...found.values()].map((list) => list.length)).toEqual([1, 1, 0]);
});

test("what ends at midnight does not stand on the next day", () => {
  const days = [27, 28].map((date) => new Date(2026, 10, date));
  const evening = {
    start: new Date(2026, 10, 27, 22).toISOString(),
    end: new Date(2026, 10, 28).toISOString(),
  };
  expect([...byDay([evening], days).values()].map((list) => list.length)).toEqual([1, 0]);
});
