import { expect, test } from "vitest";
import { durationText, parseDuration } from "./duration";

test.each([
  ["30s", 30],
  ["5m", 300],
  ["1h30m", 5400],
  ["1d", 86_400],
  ["1.5m", 90],
  ["500ms", 0.5],
  ["90", 90],
  ["2 h", 7200],
  [300, 300],
])("%s is a duration", (written, seconds) => {
  expect(parseDuration(written)).toBe(seconds);
});

test.each(["", "soon", "5 apples", "-3s", "m", null, Number.NaN])("%s is no duration", (written) => {
  expect(parseDuration(written)).toBeNull();
});

test("numbers without a unit count what the field counts", () => {
  expect(parseDuration("250", "ms")).toBe(250);
  expect(parseDuration("2s", "ms")).toBe(2000);
});

test.each([30, 90, 300, 5400, 86_400, 0.5, 90_061])("%d seconds read back from their text", (seconds) => {
  expect(parseDuration(durationText(seconds))).toBe(seconds);
});

test("a duration is written as shortly as it can be", () => {
  expect(durationText(300)).toBe("5m");
  expect(durationText(0)).toBe("0s");
  expect(durationText(1500, "ms")).toBe("1s500ms");
});
