import type { PolicyAnswer, Severity, When } from "@/api/schema";
import { durationText } from "@/forms/duration";
import { EVERYTHING, type Match, matchOf, sentMatch } from "@/matching/match";
import type { Target } from "./recipients";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

export interface DailyHours {
  readonly days: readonly Day[];
  readonly from: string;
  readonly to: string;
}

export interface Hours {
  readonly time_zone: string;
  readonly hours: readonly DailyHours[];
}

export interface QuietHours extends Hours {
  readonly let_through: readonly Severity[];
}

/** Durations are text, as they are typed: `10m`. */
export interface Step {
  readonly after: string;
  readonly targets: readonly Target[];
  readonly when: When;
}

/** What the form holds: what is sent, as it is typed. */
export interface PolicyForm {
  readonly name: string;
  readonly enabled: boolean;
  readonly match: Match;
  readonly steps: readonly Step[];
  readonly repeat: { readonly every: string; readonly at_most: string } | null;
  readonly quiet_hours: QuietHours | null;
  readonly business_hours: Hours | null;
  readonly group_wait: string;
  readonly groups: boolean;
  readonly tells_recovery: boolean;
  readonly continues: boolean;
}

export type Change = (part: Partial<PolicyForm>) => void;

export const EMPTY_POLICY: PolicyForm = {
  name: "",
  enabled: true,
  match: EVERYTHING,
  steps: [{ after: "0s", targets: [], when: "always" }],
  repeat: null,
  quiet_hours: null,
  business_hours: null,
  group_wait: "",
  groups: true,
  tells_recovery: true,
  continues: false,
};

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function newNight(): QuietHours {
  return {
    time_zone: ownTimeZone(),
    hours: [{ days: DAYS, from: "22:00", to: "07:00" }],
    let_through: ["critical"],
  };
}

export function newBusinessHours(): Hours {
  return { time_zone: ownTimeZone(), hours: [{ days: DAYS.slice(0, 5), from: "09:00", to: "17:00" }] };
}

export function formOf(policy: PolicyAnswer): PolicyForm {
  const hours = (found: { days: string[]; from: string; to: string }[]) =>
    found.map((one) => ({ ...one, days: one.days as Day[] }));
  const { quiet_hours: quiet, business_hours: business, repeat } = policy;
  return {
    name: policy.name,
    enabled: policy.enabled,
    match: matchOf(policy.match),
    steps: policy.steps.map((step) => ({
      after: durationText(step.after),
      targets: step.targets as Target[],
      when: step.when as When,
    })),
    repeat: repeat && { every: durationText(repeat.every), at_most: String(repeat.at_most) },
    quiet_hours: quiet && {
      time_zone: quiet.time_zone,
      hours: hours(quiet.hours),
      let_through: quiet.let_through as Severity[],
    },
    business_hours: business && { time_zone: business.time_zone, hours: hours(business.hours) },
    group_wait: policy.group_wait === null ? "" : durationText(policy.group_wait),
    groups: policy.groups,
    tells_recovery: policy.tells_recovery,
    continues: policy.continues,
  };
}

const sentHours = ({ time_zone, hours }: Hours) => ({
  time_zone,
  hours: hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
});

export function draftOf(form: PolicyForm) {
  const { quiet_hours: quiet, business_hours: business, repeat } = form;
  return {
    name: form.name.trim(),
    enabled: form.enabled,
    match: sentMatch(form.match),
    steps: form.steps.map(({ after, targets, when }) => ({
      after: after.trim() || 0,
      targets: targets.map((target) => ({ ...target })),
      when,
    })),
    repeat: repeat && { every: repeat.every.trim(), at_most: wholeOf(repeat.at_most) },
    quiet_hours: quiet && { ...sentHours(quiet), let_through: [...quiet.let_through] },
    business_hours: business && sentHours(business),
    group_wait: form.group_wait.trim() || null,
    groups: form.groups,
    tells_recovery: form.tells_recovery,
    continues: form.continues,
  };
}

/** What is no number is sent as it is: the server says what would be right. */
const wholeOf = (text: string): number => (text.trim() === "" ? 10 : (Number(text) as number));
