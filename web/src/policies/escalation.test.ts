import { expect, test } from "vitest";
import { EMPTY_POLICY, newBusinessHours, newNight, type PolicyForm } from "./draft";
import { type Beginning, escalationOf } from "./escalation";

const MINUTE = 60;
const HOUR = 3600;
const noon: Beginning = { day: 0, minute: 12 * 60, severity: "warning" };
const late: Beginning = { ...noon, minute: 23 * 60 };
const steps = (...after: string[]): PolicyForm["steps"] =>
  after.map((one, index) => ({ after: one, targets: [{ channel: index + 1 }], when: "always" }));
const policy = (part: Partial<PolicyForm>): PolicyForm => ({ ...EMPTY_POLICY, ...part });
const times = (form: PolicyForm, beginning = noon) =>
  escalationOf(form, beginning).moments.map((one) => one.at);

test("steps are taken at their minutes", () => {
  expect(times(policy({ steps: steps("0s", "10m", "30m") }))).toEqual([0, 10 * MINUTE, 30 * MINUTE]);
});

test("reminders follow the last step, and the rest of them is counted", () => {
  const form = policy({ steps: steps("0s", "30m"), repeat: { every: "1h", at_most: "12" } });
  expect(times(form).slice(2)).toEqual([1.5 * HOUR, 2.5 * HOUR, 3.5 * HOUR]);
  expect(escalationOf(form, noon).moreReminders).toBe(9);
});

test("a reminder is for everybody who was told", () => {
  const form = policy({ steps: steps("0s", "5m"), repeat: { every: "1h", at_most: "1" } });
  expect(escalationOf(form, noon).moments.at(-1)?.targets).toEqual([{ channel: 1 }, { channel: 2 }]);
});

test("what begins in quiet hours begins to be told when they end", () => {
  const form = policy({ steps: steps("0s", "10m"), quiet_hours: newNight() });
  expect(times(form, late)).toEqual([8 * HOUR, 8 * HOUR + 10 * MINUTE]);
});

test("a step that is due in quiet hours waits until they end", () => {
  const form = policy({ steps: steps("0s", "30m"), quiet_hours: newNight() });
  const evening = { ...noon, minute: 21 * 60 + 45 };
  expect(times(form, evening)).toEqual([0, 9.25 * HOUR]);
  expect(escalationOf(form, evening).moments[1]?.isHeld).toBe(true);
});

test("what is let through does not wait", () => {
  const form = policy({ steps: steps("0s"), quiet_hours: newNight() });
  expect(times(form, { ...late, severity: "critical" })).toEqual([0]);
});

test("reminders that were missed in quiet hours are one", () => {
  const form = policy({
    steps: steps("0s"),
    repeat: { every: "1h", at_most: "20" },
    quiet_hours: newNight(),
  });
  expect(times(form, { ...noon, minute: 21 * 60 + 30 })).toEqual([0, 9.5 * HOUR, 10 * HOUR, 11 * HOUR]);
});

test("a step for business hours is passed over at night", () => {
  const form = policy({
    steps: [{ after: "0s", targets: [{ channel: 1 }], when: "business_hours" }],
    business_hours: newBusinessHours(),
  });
  expect(escalationOf(form, late).moments[0]?.isPassed).toBe(true);
  expect(escalationOf(form, noon).moments[0]?.isPassed).toBe(false);
});

test("hours that never end tell nobody", () => {
  const always = {
    ...newNight(),
    hours: [{ days: newNight().hours[0]?.days ?? [], from: "00:00", to: "24:00" }],
  };
  expect(times(policy({ steps: steps("0s"), quiet_hours: always }))).toEqual([]);
});

test("what is still being typed counts as at once", () => {
  expect(times(policy({ steps: steps("10") }))).toEqual([10]);
  expect(times(policy({ steps: steps("1x") }))).toEqual([0]);
});
