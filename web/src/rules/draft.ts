import type { Metric, RuleAnswer, Severity } from "@/api/schema";
import { durationText } from "@/forms/duration";
import { EVERYTHING, type Match, matchOf, sentMonitorMatch } from "@/matching/match";

export const METRICS = [
  "latency",
  "error_ratio",
  "availability",
  "burn_rate",
  "certificate_days",
  "heartbeat_duration",
] as const satisfies readonly Metric[];

type Side = "above" | "below";
export type Extra = "window" | "short_window" | "percentile" | "objective" | "least_results";

interface Traits {
  readonly sides: readonly Side[];
  readonly extras: readonly Extra[];
  readonly example: string;
}

/** What each metric has a say about, and what a threshold of it looks like. */
export const TRAITS: Readonly<Record<Metric, Traits>> = {
  latency: { sides: ["above"], extras: ["percentile", "window", "least_results"], example: "800ms" },
  error_ratio: { sides: ["above"], extras: ["window", "least_results"], example: "5%" },
  availability: { sides: ["below"], extras: ["window"], example: "99.9%" },
  burn_rate: { sides: ["above"], extras: ["objective", "window", "short_window"], example: "14.4" },
  certificate_days: { sides: ["below"], extras: [], example: "14" },
  heartbeat_duration: { sides: ["above", "below"], extras: [], example: "2h" },
};

/** What the form holds: what is sent, as it is typed. Empty text: the default. */
export interface RuleForm extends Readonly<Record<Extra, string>> {
  readonly name: string;
  readonly enabled: boolean;
  readonly match: Match;
  readonly metric: Metric;
  readonly side: Side;
  readonly threshold: string;
  readonly severity: Severity;
  readonly confirmations: string;
  readonly recoveries: string;
}

export const EMPTY_RULE: RuleForm = {
  name: "",
  enabled: true,
  match: EVERYTHING,
  metric: "latency",
  side: "above",
  threshold: "",
  window: "",
  short_window: "",
  percentile: "",
  objective: "",
  least_results: "",
  severity: "warning",
  confirmations: "",
  recoveries: "",
};

/** A threshold of another metric would mean nothing. */
export const withMetric = (metric: Metric): Partial<RuleForm> => ({
  metric,
  side: TRAITS[metric].sides[0] ?? "above",
  threshold: "",
});

const text = (value: number | null): string => (value === null ? "" : String(value));
const span = (seconds: number | null): string => (seconds === null ? "" : durationText(seconds));

export function formOf(rule: RuleAnswer): RuleForm {
  return {
    name: rule.name,
    enabled: rule.enabled,
    match: matchOf(rule.match),
    metric: rule.metric,
    side: rule.above === null ? "below" : "above",
    threshold: text(rule.above ?? rule.below),
    window: span(rule.window),
    short_window: span(rule.short_window),
    percentile: text(rule.percentile),
    objective: text(rule.objective),
    least_results: text(rule.least_results),
    severity: rule.severity,
    confirmations: text(rule.confirmations),
    recoveries: text(rule.recoveries),
  };
}

/** What is no number is sent as 0: the server says what would be right. */
const whole = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed) || 0);
/** Text without a unit is a number, in the unit of the metric. */
const measured = (typed: string): number | string =>
  /^\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed.trim();
const typedOr = (typed: string): string | null => typed.trim() || null;

/** As it is tried: a rule without a name. */
export function trialOf(form: RuleForm) {
  const has = (extra: Extra) => TRAITS[form.metric].extras.includes(extra);
  return {
    match: { ...sentMonitorMatch(form.match), concerns: [], severities: [] },
    metric: form.metric,
    ...(form.threshold.trim() && { [form.side]: measured(form.threshold) }),
    ...(has("window") && { window: typedOr(form.window) }),
    ...(has("short_window") && { short_window: typedOr(form.short_window) }),
    ...(has("percentile") && { percentile: whole(form.percentile) }),
    ...(has("objective") && { objective: form.objective.trim() ? measured(form.objective) : null }),
    ...(has("least_results") && { least_results: whole(form.least_results) }),
  };
}

export const draftOf = (form: RuleForm) => ({
  ...trialOf(form),
  name: form.name.trim(),
  enabled: form.enabled,
  severity: form.severity,
  confirmations: whole(form.confirmations),
  recoveries: whole(form.recoveries),
});
