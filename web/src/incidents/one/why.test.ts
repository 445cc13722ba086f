import { expect, test } from "vitest";
import type { DecisionAnswer, SaidAnswer } from "@/api/schema";
import { whySample } from "../samples";
import { conclusionOf, reachOf, stagesOf } from "./why";

const said = (destination: string, status: SaidAnswer["status"]): SaidAnswer => ({
  notification_id: 1,
  destination,
  purpose: "problem",
  status,
  created_at: "2026-11-22T10:00:00Z",
  finished_at: null,
  attempts: 1,
  last_error: null,
});

const decided = (stage: DecisionAnswer["stage"], summary: string): DecisionAnswer => ({
  at: "2026-11-22T10:00:00Z",
  stage,
  outcome: "pass",
  reason: "x",
  summary,
  group_id: null,
});

test.each([
  ["told", { status: "ended", notifications: [said("a", "failed"), said("b", "sent")] }],
  ["held", { status: "held" }],
  ["unrouted", { status: "unrouted" }],
  ["onItsWay", { status: "told", notifications: [said("a", "pending"), said("b", "failed")] }],
  ["notDelivered", { status: "ended", notifications: [said("a", "failed")] }],
  ["waiting", { status: "told" }],
  ["never", { status: "ended" }],
  ["undecided", {}],
] as const)("%s", (conclusion, why) => {
  const notifications = "notifications" in why ? [...why.notifications] : [];
  expect(conclusionOf({ ...whySample, ...why, notifications })).toBe(conclusion);
});

test("who was told after all was not missed", () => {
  const notifications = [said("a", "sent"), said("a", "failed"), said("b", "failed")];
  expect(reachOf({ ...whySample, notifications })).toEqual({ reached: 1, missed: 1 });
});

test("of a stage that was asked again the last word holds", () => {
  const stages = stagesOf([decided("mute", "silenced"), decided("mute", "free")]);
  expect(stages[0]?.latest.map((one) => one.summary)).toEqual(["free"]);
  expect(stages[0]?.earlier.map((one) => one.summary)).toEqual(["silenced"]);
});
