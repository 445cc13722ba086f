import type { Concern, Severity, SilenceAnswer, SilenceMatch } from "@/api/schema";
import { durationText, parseDuration } from "@/forms/duration";
import { EVERYTHING, type Match, sentMatch } from "@/matching/match";
import { type Repeat, repeatOf, ruleOf } from "./repeat";
import { isZone, momentOf, wallOf } from "./zoned";

/** A silence or a maintenance window as it is being written; times are readings of the clock of `zone`. */
export interface WindowForm {
  readonly comment: string;
  readonly isEverything: boolean;
  readonly match: Match;
  readonly begins: "now" | "at";
  readonly start: string;
  readonly ends: "length" | "until";
  readonly length: string;
  readonly until: string;
  readonly repeat: Repeat;
  readonly zone: string;
}

export type Change = (part: Partial<WindowForm>) => void;

/** As it is sent. */
export interface WindowDraft {
  comment: string;
  match: SilenceMatch;
  start: string | null;
  end: string | null;
  duration: string | null;
  rrule: string | null;
  time_zone: string;
}

const HOUR_MS = 3_600_000;

/** `day` (`2026-11-27`): when it is to be; without one, now. */
export function emptyForm(now: number, zone: string, day: string | null = null): WindowForm {
  const start = day ? `${day}T09:00` : wallOf(now + HOUR_MS, zone).replace(/\d\d$/, "00");
  const begins = momentOf(start, zone) ?? now;
  return {
    comment: "",
    isEverything: false,
    match: EVERYTHING,
    begins: day ? "at" : "now",
    start,
    ends: "length",
    length: "2h",
    until: wallOf(begins + 2 * HOUR_MS, zone),
    repeat: { every: "once" },
    zone,
  };
}

export function formOf(answer: SilenceAnswer): WindowForm {
  const start = Date.parse(answer.start);
  const zone = isZone(answer.time_zone) ? answer.time_zone : "UTC";
  return {
    comment: answer.comment,
    isEverything: answer.match.everything === true,
    match: matchIn(answer),
    begins: "at",
    start: wallOf(start, zone),
    ends: "length",
    length: durationText(answer.duration),
    until: wallOf(start + answer.duration * 1000, zone),
    repeat: repeatOf(answer.rrule),
    zone,
  };
}

/** The matcher of an answer, whose lists the schema does not name. */
export function matchIn({ match }: SilenceAnswer): Match {
  const list = <Item>(name: keyof Match): Item[] => {
    const found = match[name];
    return Array.isArray(found) ? (found as Item[]) : [];
  };
  return {
    monitors: list<number>("monitors"),
    names: list<string>("names"),
    kinds: list<string>("kinds"),
    tags: list<string>("tags"),
    any_tags: list<string>("any_tags"),
    without_tags: list<string>("without_tags"),
    concerns: list<Concern>("concerns"),
    severities: list<Severity>("severities"),
  };
}

/** What repeats has a beginning, and a length: "until" would end it once. */
export const isOnce = (form: WindowForm): boolean => form.repeat.every === "once";

export function draftOf(form: WindowForm): WindowDraft {
  const isUntil = isOnce(form) && form.ends === "until";
  return {
    comment: form.comment.trim(),
    match: { ...sentMatch(form.isEverything ? EVERYTHING : form.match), everything: form.isEverything },
    start: isOnce(form) && form.begins === "now" ? null : isoOf(form.start, form.zone),
    end: isUntil ? isoOf(form.until, form.zone) : null,
    duration: isUntil ? null : form.length.replaceAll(" ", ""),
    rrule: ruleOf(form.repeat),
    time_zone: form.zone,
  };
}

function isoOf(wall: string, zone: string): string | null {
  const at = momentOf(wall, zone);
  return at === null ? null : new Date(at).toISOString();
}

/** What the server could only misunderstand, by pointer: a reading that is none would mean "now" to it. */
export function gaps(form: WindowForm): ("/start" | "/end" | "/duration")[] {
  const draft = draftOf(form);
  const isNow = isOnce(form) && form.begins === "now";
  const isUntil = isOnce(form) && form.ends === "until";
  return [
    ...(!isNow && draft.start === null ? (["/start"] as const) : []),
    ...(isUntil && draft.end === null ? (["/end"] as const) : []),
    ...(!isUntil && !((parseDuration(form.length) ?? 0) > 0) ? (["/duration"] as const) : []),
  ];
}
