"use client";

import { useSyncExternalStore } from "react";
import { useFormatter, useTranslations } from "use-intl";

const TICK_MS = 1_000;
const USUAL_STEP_MS = 15_000;
const MINUTE_MS = 60_000;
/** What has begun so recently is counted by the second. */
const YOUNG_MS = 2 * MINUTE_MS;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Unix ms, to the step: one clock for all that say how long ago something was; each draws anew with its step. */
export function useNow(stepMs = USUAL_STEP_MS): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.round(Date.now() / stepMs) * stepMs,
    () => 0,
  );
}

export type Moment = string | number | Date;

/** In the viewer's zone; on hover the exact time in UTC. */
export function Time({
  at,
  look = "relative",
}: {
  at: Moment;
  look?: "relative" | "full" | "short" | "clock" | "day";
}) {
  const format = useFormatter();
  const t = useTranslations("common");
  const current = useNow();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return t("unknownTime");
  const shown = {
    relative: () =>
      Math.abs(current - date.getTime()) < MINUTE_MS / 2 ? t("justNow") : format.relativeTime(date, current),
    full: () => format.dateTime(date, { dateStyle: "medium", timeStyle: "medium" }),
    short: () => format.dateTime(date, isOfYear(date, current) ? SHORT : { ...SHORT, year: "numeric" }),
    clock: () => format.dateTime(date, { timeStyle: "medium" }),
    day: () => format.dateTime(date, { dateStyle: "medium" }),
  }[look]();
  return (
    <time dateTime={date.toISOString()} title={utc(date)} className="figures whitespace-nowrap">
      {shown}
    </time>
  );
}

const SHORT = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;

const isOfYear = (date: Date, now: number): boolean => date.getFullYear() === new Date(now).getFullYear();

/** Such as 2026-11-22 09:41:07 UTC. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** Such as `2 h 5 min`: the two largest units that are not nothing. `seconds` as a number. */
export function duration(seconds: number): string {
  let rest = Math.round(Math.abs(seconds));
  if (rest === 0) return seconds > 0 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : "0 s";
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** From then until then; or until now, to the second while it is young, and to the minute later. */
export function Duration({ start, end }: { start: Moment; end: Moment | null }) {
  const began = new Date(start).getTime();
  const isYoung = end === null && Date.now() - began < YOUNG_MS;
  const current = useNow(isYoung ? TICK_MS : USUAL_STEP_MS);
  const until = end === null ? current : new Date(end).getTime();
  const lasted = Math.max(0, until - began);
  const unitMs = isYoung ? 1_000 : MINUTE_MS;
  return (
    <span className="figures whitespace-nowrap">
      {duration(end === null ? (Math.round(lasted / unitMs) * unitMs) / 1000 : lasted / 1000)}
    </span>
  );
}
