/** A day of the viewer's calendar, such as `2026-11-27`. */
export type DayText = string;

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

export function dayText(date: Date): DayText {
  const two = (count: number) => String(count).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first day of `2026-11`; of this month for what is none. */
export function monthOf(text: string | null, now: number): Date {
  const [, year, month] = text?.match(MONTH) ?? [];
  if (year && month) return new Date(Number(year), Number(month) - 1, 1);
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), 1);
}

export const monthText = (first: Date): string => dayText(first).slice(0, 7);

export const monthsLater = (first: Date, count: number): Date =>
  new Date(first.getFullYear(), first.getMonth() + count, 1);

export const daysLater = (day: Date, count: number): Date =>
  new Date(day.getFullYear(), day.getMonth(), day.getDate() + count);

/** Whole weeks that show the month. `firstDay`: 1 is Monday, 7 Sunday. */
export function weeksOf(first: Date, firstDay: number): Date[][] {
  const before = (first.getDay() - firstDay + 7) % 7;
  const begin = daysLater(first, -before);
  const last = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  const count = Math.ceil((before + last) / 7);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => daysLater(begin, week * 7 + day)),
  );
}

/** With which day weeks begin: 1 is Monday, 7 Sunday. Of a language alone nobody knows; the browser's has a country. */
export function firstDayOf(locale: string, ofBrowser: readonly string[] = navigator.languages): number {
  const known = new Intl.Locale(
    ofBrowser.find((one) => one.startsWith(`${locale}-`)) ?? locale,
  ) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
}

export interface Spanning {
  start: string;
  end: string;
}

/** What holds at some moment of each of these days, in the order given. */
export function byDay<Item extends Spanning>(
  items: readonly Item[],
  days: readonly Date[],
): Map<DayText, Item[]> {
  return new Map(
    days.map((day) => {
      const from = day.getTime();
      const to = daysLater(day, 1).getTime();
      return [
        dayText(day),
        items.filter((item) => Date.parse(item.start) < to && Date.parse(item.end) > from),
      ];
    }),
  );
}
