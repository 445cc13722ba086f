import { expect, test } from "vitest";
import { incidentSample } from "@/incidents/samples";
import { changesSince } from "./changes";

const at = (time: string) => `2026-11-22T${time}:00Z`;
const SINCE = Date.parse(at("06:00"));

test("that it began and that it ended are two changes, the newest first", () => {
  const incident = { ...incidentSample, started_at: at("07:00"), ended_at: at("08:00") };
  expect(changesSince([incident], SINCE).map(({ kind }) => kind)).toEqual(["ended", "began"]);
});

test("of what began before, only the end is a change", () => {
  const incident = { ...incidentSample, started_at: at("05:00"), ended_at: at("08:00") };
  expect(changesSince([incident], SINCE).map(({ kind }) => kind)).toEqual(["ended"]);
});

test("what has lasted all the time is no change", () => {
  expect(changesSince([{ ...incidentSample, started_at: at("05:00") }], SINCE)).toEqual([]);
});
