import { expect, test } from "vitest";
import { momentOf, wallOf } from "./zoned";

const at = (text: string) => Date.parse(text);

test.each([
  ["2026-11-27T22:00", "UTC", "2026-11-27T22:00:00Z"],
  ["2026-11-27T22:00", "Europe/Berlin", "2026-11-27T21:00:00Z"],
  ["2026-07-01T03:30", "Europe/Berlin", "2026-07-01T01:30:00Z"],
  ["2026-01-01T00:15", "Asia/Kathmandu", "2025-12-31T18:30:00Z"],
  ["2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00:00Z"],
])("%s in %s is %s, and the reverse", (wall, zone, moment) => {
  expect(momentOf(wall, zone)).toBe(at(moment));
  expect(wallOf(at(moment), zone)).toBe(wall);
});

test("a reading that the clock skips is taken as one after the gap", () => {
  const moment = momentOf("2026-03-29T02:30", "Europe/Berlin");
  expect(wallOf(moment ?? 0, "Europe/Berlin")).toBe("2026-03-29T03:30");
});

test.each(["", "tomorrow", "2026-11-27", "2026-13-45T99:99"])("%j is no reading", (wall) => {
  expect(momentOf(wall, "UTC")).toBeNull();
});

test("a zone that nobody knows has no clock", () => {
  expect(momentOf("2026-11-27T22:00", "Europe/Atlantis")).toBeNull();
});
