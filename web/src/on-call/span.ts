import { createParser, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useFormatter } from "use-intl";
import { dayAfter, monthOf, weeksOf } from "./days";
import { dayFrom, isoDayOf, mondayOf } from "./week";

export const VIEWS = ["month", "week"] as const;
export type View = (typeof VIEWS)[number];

const parseAsDay = createParser({
  parse: dayFrom,
  serialize: isoDayOf,
  eq: (one: Date, other: Date) => one.getTime() === other.getTime(),
});

const PARSERS = { view: parseAsStringLiteral(VIEWS).withDefault("month"), day: parseAsDay };

/** The month or the week that is shown; both stand in the address. Without a day in it, that of today. */
export function useSpan(now: Date) {
  const format = useFormatter();
  const [{ view, day }, set] = useQueryStates(PARSERS);
  const shown = day ?? now;
  const month = monthOf(shown, 0);
  const weeks = weeksOf(month);
  const first = view === "week" ? mondayOf(shown) : (weeks[0]?.[0] ?? month);
  const end = dayAfter(first, view === "week" ? 7 : weeks.length * 7);
  const beginningOf = (date: Date) => (view === "week" ? mondayOf(date) : monthOf(date, 0));
  const present = beginningOf(now);
  const title =
    view === "week"
      ? format.dateTimeRange(first, dayAfter(first, 6), { day: "numeric", month: "long", year: "numeric" })
      : format.dateTime(month, { month: "long", year: "numeric" });
  /** To the one before or after it; by 0 to that of today. */
  const step = (by: -1 | 0 | 1) => {
    const to = view === "week" ? dayAfter(first, 7 * by) : monthOf(shown, by);
    const isToday = by === 0 || to.getTime() === present.getTime();
    void set({ day: isToday ? null : to });
  };
  const setView = (chosen: View) => void set({ view: chosen });
  const isPresent = beginningOf(shown).getTime() === present.getTime();
  return { view, setView, month, weeks, first, end, title, step, isPresent };
}
