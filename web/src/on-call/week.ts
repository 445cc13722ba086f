import type { ShiftAnswer } from "@/api/schema";
import { dayAfter } from "./days";

const PART_OF_DAY = 24 * 3_600_000;

/** As much of a shift as is on one day. `top` and `height` are parts of the day, from 0 to 1. */
export interface Block {
  readonly shift: ShiftAnswer;
  readonly from: Date;
  readonly to: Date;
  readonly top: number;
  readonly height: number;
  /** Whether it begins, or ends, on this day: where people hand over. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** The Monday of the week in which it is, where the viewer is. */
export const mondayOf = (date: Date): Date => dayAfter(date, -((date.getDay() + 6) % 7));

/** From 0 to 1, as clocks show it: a day may have 23 or 25 hours. */
export function partOfDay(date: Date): number {
  const onClock = Date.UTC(2000, 0, 1, date.getHours(), date.getMinutes(), date.getSeconds());
  return (onClock - Date.UTC(2000, 0, 1)) / PART_OF_DAY;
}

/** The earliest first. */
export function blocksOf(day: Date, shifts: readonly ShiftAnswer[]): Block[] {
  const next = dayAfter(day, 1);
  return shifts
    .map((shift) => ({ shift, start: new Date(shift.start), end: new Date(shift.end) }))
    .filter(({ start, end }) => start < next && end > day)
    .map(({ shift, start, end }) => {
      const begins = start >= day;
      const ends = end < next;
      const top = begins ? partOfDay(start) : 0;
      const bottom = ends ? partOfDay(end) : 1;
      const [from, to] = [begins ? start : day, ends ? end : next];
      return { shift, from, to, top, height: Math.max(0, bottom - top), begins, ends };
    })
    .sort((one, other) => one.from.getTime() - other.from.getTime());
}

/** `2026-11-22`, where the viewer is. */
export function isoDayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Null for what is no day. */
export function dayFrom(iso: string): Date | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? [];
  if (!year || !month || !day) return null;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  return isoDayOf(date) === iso ? date : null;
}
