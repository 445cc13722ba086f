import { expect, test } from "vitest";
import { repeatOf, ruleOf } from "./repeat";

test.each([
  "FREQ=DAILY",
  "FREQ=WEEKLY;BYDAY=MO,FR",
  "FREQ=MONTHLY;BYMONTHDAY=31",
  "FREQ=MONTHLY;BYMONTHDAY=-1",
  "FREQ=MONTHLY;BYDAY=2TU",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
  "FREQ=WEEKLY;BYDAY=XX",
  "FREQ=MONTHLY;BYMONTHDAY=32",
  null,
])("%s stays what it is", (rule) => {
  expect(ruleOf(repeatOf(rule))).toBe(rule);
});

test("what is more than a simple choice stays a rule", () => {
  expect(repeatOf("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU").every).toBe("rule");
  expect(repeatOf("FREQ=MONTHLY;BYMONTHDAY=0").every).toBe("rule");
});
