/** What a policy comes to when nobody takes an incident on: when it tells whom. As the server decides, without dates. */

import type { Severity } from "@/api/schema";
import { parseDuration } from "@/forms/duration";
import { DAYS, type Hours, type PolicyForm } from "./draft";
import type { Target } from "./recipients";

const DAY_MINUTES = 1440;
const MINUTE = 60;
const DAYS_AHEAD = 16;
const MOST_MOMENTS = 60;
export const MOST_REMINDERS = 3;

/** When the incident begins: as the clock of the policy's hours reads. Day 0 is Monday. */
export interface Beginning {
  readonly day: number;
  readonly minute: number;
  readonly severity: Severity;
}

/** All times in seconds after it began. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Moment {
  readonly at: number;
  /** Of a step, from 1 on; null for a reminder. */
  readonly step: number | null;
  readonly targets: readonly Target[];
  /** It was due earlier, in quiet hours. */
  readonly isHeld: boolean;
  /** It is for other hours: nobody is told. */
  readonly isPassed: boolean;
}

export interface Escalation {
  readonly moments: readonly Moment[];
  readonly quiet: readonly Span[];
  /** Reminders that follow those that are listed. */
  readonly moreReminders: number;
  /** The last thing that is listed. */
  readonly end: number;
}

export function escalationOf(form: PolicyForm, beginning: Beginning): Escalation {
  const quiet = form.quiet_hours ? spansOf(form.quiet_hours, beginning) : [];
  const isLetThrough = form.quiet_hours?.let_through.includes(beginning.severity) ?? true;
  const held = isLetThrough ? [] : quiet;
  const business = form.business_hours ? spansOf(form.business_hours, beginning, shiftOf(form)) : [];
  const steps = form.steps
    .map((step, index) => ({ ...step, number: index + 1, after: parseDuration(step.after || "0") ?? 0 }))
    .sort((one, other) => one.after - other.after);
  const every = form.repeat && parseDuration(form.repeat.every);
  const atMost = every ? Math.max(0, Math.floor(Number(form.repeat?.at_most)) || 0) : 0;
  const lastAfter = steps.at(-1)?.after ?? 0;

  const moments: Moment[] = [];
  const told = new Map<string, Target>();
  let now = parseDuration(form.group_wait || "0") ?? 0;
  let begun: number | null = null;
  let taken = 0;
  let reminders = 0;
  let reminded = 0;
  while (moments.length < MOST_MOMENTS) {
    const night = held.find((span) => span.from <= now && now < span.to);
    if (night) {
      now = night.to;
      continue;
    }
    if (now > DAYS_AHEAD * DAY_MINUTES * MINUTE) break;
    begun ??= now;
    while (taken < steps.length) {
      const step = steps[taken];
      if (!step || begun + step.after > now) break;
      taken += 1;
      const isBusiness = business.some((span) => span.from <= now && now < span.to);
      const isPassed = step.when !== "always" && (step.when === "business_hours") !== isBusiness;
      if (!isPassed) for (const target of step.targets) told.set(JSON.stringify(target), target);
      const isHeld =
        begun + step.after < now || (now === begun && held.some((span) => span.to === now && span.from <= 0));
      moments.push({ at: now, step: step.number, targets: step.targets, isHeld, isPassed });
    }
    const due: number = every ? Math.min(atMost, Math.floor((now - begun - lastAfter) / every + 1e-9)) : 0;
    if (taken === steps.length && due > reminders) {
      const isHeld = begun + lastAfter + due * (every ?? 0) < now;
      reminders = due;
      reminded += 1;
      moments.push({ at: now, step: null, targets: [...told.values()], isHeld, isPassed: false });
    }
    const nextStep = steps[taken];
    if (nextStep) now = begun + nextStep.after;
    else if (every && reminders < atMost && reminded < MOST_REMINDERS)
      now = begun + lastAfter + (reminders + 1) * every;
    else break;
  }
  const end = Math.max(0, ...moments.map((moment) => moment.at));
  return { moments, quiet: quiet.filter((span) => span.from <= end), moreReminders: atMost - reminders, end };
}

/** Hours as spans around the beginning, in order, each merged with what touches it. */
export function spansOf({ hours }: Hours, beginning: Beginning, shift = 0): Span[] {
  const spans: Span[] = [];
  for (let ahead = -2; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = DAYS[(((beginning.day + ahead) % 7) + 7) % 7];
    for (const { days, from, to } of hours) {
      const [start, stop] = [minutesOf(from), minutesOf(to)];
      if (start === null || stop === null || !day || !days.includes(day)) continue;
      const base = ahead * DAY_MINUTES - beginning.minute - shift;
      const length = stop > start ? stop - start : stop - start + DAY_MINUTES;
      spans.push({ from: (base + start) * MINUTE, to: (base + start + length) * MINUTE });
    }
  }
  return merged(spans).filter((span) => span.to > 0);
}

function merged(spans: Span[]): Span[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from);
  const kept: Span[] = [];
  for (const span of sorted) {
    const last = kept.at(-1);
    if (last && span.from <= last.to)
      kept[kept.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else kept.push(span);
  }
  return kept;
}

export function minutesOf(clock: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(clock);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return minutes <= DAY_MINUTES ? minutes : null;
}

/** How many minutes the clock of the business hours is ahead of that of the quiet hours, today. */
function shiftOf({ quiet_hours: quiet, business_hours: business }: PolicyForm): number {
  if (!quiet || !business || quiet.time_zone === business.time_zone) return 0;
  return offsetOf(business.time_zone) - offsetOf(quiet.time_zone);
}

function offsetOf(timeZone: string): number {
  const at = new Date();
  at.setSeconds(0, 0);
  try {
    const shown = new Date(at.toLocaleString("en-US", { timeZone }));
    const utc = new Date(at.toLocaleString("en-US", { timeZone: "UTC" }));
    return (shown.getTime() - utc.getTime()) / 60_000;
  } catch {
    // A name that is still being typed.
    return 0;
  }
}

/** Now, as the clock reads there. */
export function beginningNow(timeZone: string, severity: Severity): Beginning {
  const now = new Date();
  const here = new Date(now.getTime() + offsetOf(timeZone) * 60_000);
  return {
    day: (here.getUTCDay() + 6) % 7,
    minute: here.getUTCHours() * 60 + here.getUTCMinutes(),
    severity,
  };
}
