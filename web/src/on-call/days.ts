import type { ShiftAnswer } from "@/api/schema";

/** A part of a shift: as much of it as is on one day. */
export interface Part {
  readonly shift: ShiftAnswer;
  /** Null: since before that day, or until after it. */
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface CalendarDay {
  readonly date: Date;
  readonly isOfMonth: boolean;
  readonly parts: readonly Part[];
}

/** The first day of the month `ahead` of this one, where the viewer is. */
export function monthOf(now: Date, ahead: number): Date {
  return new Date(now.getFullYear(), now.getMonth() + ahead, 1);
}

export const dayAfter = (date: Date, days: number): Date =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

/** Whole weeks, from a Monday on, in which the month lies. */
export function weeksOf(month: Date): Date[][] {
  const first = dayAfter(month, -((month.getDay() + 6) % 7));
  const weeks: Date[][] = [];
  for (
    let start = first;
    weeks.length === 0 || start.getMonth() === month.getMonth();
    start = dayAfter(start, 7)
  )
    weeks.push(Array.from({ length: 7 }, (_, day) => dayAfter(start, day)));
  return weeks;
}

export function dayOf(date: Date, month: Date, shifts: readonly ShiftAnswer[]): CalendarDay {
  const [start, end] = [date.getTime(), dayAfter(date, 1).getTime()];
  const parts = shifts
    .map((shift) => ({ shift, from: new Date(shift.start), to: new Date(shift.end) }))
    .filter(({ from, to }) => from.getTime() < end && to.getTime() > start)
    .map(({ shift, from, to }) => ({
      shift,
      from: from.getTime() > start ? from : null,
      to: to.getTime() < end ? to : null,
    }));
  return { date, isOfMonth: date.getMonth() === month.getMonth(), parts };
}
