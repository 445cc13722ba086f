import { EVERYTHING, type Match, sentMonitorMatch } from "@/matching/match";
import { ownTimeZone } from "@/policies/draft";

export const DAYS_BACK = ["7", "30", "90", "365"] as const;
const DAY_MS = 86_400_000;

/** In whatever way it was asked for: how much of it is read. */
export const MOST_PAGES = 5000;

/** What the form holds: what is sent, as it is typed. Empty text: as it is now. */
export interface BacktestForm {
  readonly days: (typeof DAYS_BACK)[number];
  /** Empty for all stored ones, in their order. */
  readonly policy: string;
  readonly match: Match;
  readonly failure_threshold: string;
  readonly recovery_threshold: string;
  readonly degraded_latency_ms: string;
  readonly degraded_certificate_days: string;
}

export const USUAL: BacktestForm = {
  days: "30",
  policy: "",
  match: EVERYTHING,
  failure_threshold: "",
  recovery_threshold: "",
  degraded_latency_ms: "",
  degraded_certificate_days: "",
};

export function draftOf(form: BacktestForm, now: number) {
  const number = (text: string) => (text.trim() === "" ? null : Number(text));
  return {
    since: daysBefore(now, form.days),
    policy_id: form.policy === "" ? null : Number(form.policy),
    among_others: false,
    monitors: { ...sentMonitorMatch(form.match), concerns: [], severities: [] },
    thresholds: {
      failure_threshold: number(form.failure_threshold),
      recovery_threshold: number(form.recovery_threshold),
      degraded_latency_ms: latencyOf(form.degraded_latency_ms.trim()),
      degraded_certificate_days: number(form.degraded_certificate_days),
    },
    pages: MOST_PAGES,
    time_zone: ownTimeZone(),
  };
}

export const daysBefore = (now: number, days: BacktestForm["days"]): string =>
  new Date(now - Number(days) * DAY_MS).toISOString();

/** Text without a unit is a number of milliseconds. */
const latencyOf = (typed: string): number | string | null =>
  typed === "" ? null : Number.isNaN(Number(typed)) ? typed : Number(typed);
