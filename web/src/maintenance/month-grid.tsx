"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { PlannedAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import type { Opened } from "@/silences/opened";
import { classes } from "@/ui/classes";
import { useNow } from "@/ui/time";
import { type DayText, daysLater, dayText } from "./month";
import { OccurrenceButton } from "./occurrence-button";

interface GridProps {
  weeks: readonly (readonly Date[])[];
  first: Date;
  held: ReadonlyMap<DayText, readonly PlannedAnswer[]>;
  opened: Opened;
  onTurn: (months: number) => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TURNS: Record<string, number> = { PageUp: -1, PageDown: 1 };
const MOST_A_DAY = 3;

/** A table of weeks. Arrows go from day to day, PageUp and PageDown from month to month. */
export function MonthGrid({ weeks, first, held, opened, onTurn }: GridProps) {
  const t = useTranslations("silences.calendar");
  const format = useFormatter();
  const today = dayText(new Date(useNow() || Date.now()));
  const { active, onKeyDown, table } = useDays(weeks, first, today, onTurn);
  return (
    <table ref={table} className="w-full table-fixed border-collapse border-t" onKeyDown={onKeyDown}>
      <caption className="sr-only">
        {t("caption", { month: format.dateTime(first, { month: "long", year: "numeric" }) })}
      </caption>
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th
              key={day.getDay()}
              scope="col"
              abbr={format.dateTime(day, { weekday: "long" })}
              className="px-2 py-1.5 text-left font-medium text-ink-soft text-xs"
            >
              {format.dateTime(day, { weekday: "short" })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.getTime()}>
            {week.map((day) => (
              <DayCell
                key={dayText(day)}
                day={day}
                isOfMonth={day.getMonth() === first.getMonth()}
                isToday={dayText(day) === today}
                isActive={dayText(day) === active}
                occurrences={held.get(dayText(day)) ?? []}
                opened={opened}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  day: Date;
  isOfMonth: boolean;
  isToday: boolean;
  isActive: boolean;
  occurrences: readonly PlannedAnswer[];
  opened: Opened;
}

function DayCell({ day, isOfMonth, isToday, isActive, occurrences, opened }: CellProps) {
  const t = useTranslations("silences.calendar");
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? occurrences : occurrences.slice(0, MOST_A_DAY);
  const more = occurrences.length - shown.length;
  return (
    <td
      className={classes("h-26 border-t border-l p-1 align-top first:border-l-0", !isOfMonth && "bg-sunken")}
    >
      <DayButton {...{ day, isOfMonth, isToday, isActive, opened }} count={occurrences.length} />
      {occurrences.length > 0 && (
        <ul className="mt-1 grid gap-1">
          {shown.map((one) => (
            <li key={`${one.id} ${one.start}`} className="min-w-0">
              <OccurrenceButton occurrence={one} day={day} onOpen={() => opened.look(one.id)} />
            </li>
          ))}
          {more > 0 && (
            <li>
              <button
                type="button"
                onClick={() => setIsAll(true)}
                className="min-h-6 rounded px-1 text-ink-soft text-xs hover:text-ink"
              >
                {t("more", { count: more })}
              </button>
            </li>
          )}
        </ul>
      )}
    </td>
  );
}

/** The number of the day; for who may plan, the way to plan something on it. */
function DayButton({
  day,
  isOfMonth,
  isToday,
  isActive,
  count,
  opened,
}: Omit<CellProps, "occurrences"> & { count: number }) {
  const t = useTranslations("silences.calendar");
  const format = useFormatter();
  const { can } = useSession();
  const name = t("day", { day: format.dateTime(day, { dateStyle: "full" }), count });
  const look = classes(
    "figures inline-flex size-7 items-center justify-center rounded-full text-sm",
    isToday ? "bg-accent font-semibold text-on-accent" : isOfMonth ? "text-ink" : "text-ink-faint",
  );
  const isPast = daysLater(day, 1).getTime() <= Date.now();
  return (
    <button
      type="button"
      data-day={dayText(day)}
      tabIndex={isActive ? 0 : -1}
      aria-current={isToday ? "date" : undefined}
      aria-label={name}
      aria-disabled={isPast || !can("silences:write") || undefined}
      title={isPast || !can("silences:write") ? undefined : t("plan")}
      onClick={() => !isPast && can("silences:write") && opened.create(dayText(day))}
      className={classes(look, !isToday && !isPast && "hover:bg-sunken")}
    >
      {day.getDate()}
    </button>
  );
}

/** Which day the tabulator reaches, and how the arrows move it. */
function useDays(weeks: GridProps["weeks"], first: Date, today: DayText, onTurn: (months: number) => void) {
  const table = useRef<HTMLTableElement>(null);
  const [chosen, setChosen] = useState<DayText | null>(null);
  const wantsFocus = useRef(false);
  const days = weeks.flat().map(dayText);
  const start = days.includes(today) ? today : dayText(first);
  const active = chosen && days.includes(chosen) ? chosen : start;

  useEffect(() => {
    if (!wantsFocus.current) return;
    const button = table.current?.querySelector<HTMLElement>(`[data-day="${active}"]`);
    if (!button) return;
    wantsFocus.current = false;
    button.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const here = (event.target as HTMLElement).dataset.day;
    if (!here) return;
    const months = TURNS[event.key];
    const step = STEPS[event.key];
    if (months === undefined && step === undefined) return;
    event.preventDefault();
    const [year = 0, month = 1, date = 1] = here.split("-").map(Number);
    const isLeaving = months !== undefined;
    const target = isLeaving
      ? new Date(year, month - 1 + months, 1)
      : new Date(year, month - 1, date + (step ?? 0));
    wantsFocus.current = true;
    setChosen(dayText(target));
    if (isLeaving) onTurn(months);
    else if (!days.includes(dayText(target))) onTurn(Math.sign(step ?? 0));
  };

  return { active, onKeyDown, table };
}
