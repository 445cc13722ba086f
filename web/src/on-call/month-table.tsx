import { useFormatter } from "use-intl";
import type { RotationAnswer, ShiftAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { type CalendarDay, dayOf, type Part } from "./days";
import { colourOf, nameOf, OverrideMark, useTimes } from "./shift-words";

interface MonthProps {
  label: string;
  weeks: Date[][];
  month: Date;
  shifts: readonly ShiftAnswer[];
  rotation: RotationAnswer;
  now: Date;
}

/** Who is on call on which day of a month. */
export function MonthTable({ label, weeks, month, shifts, rotation, now }: MonthProps) {
  const format = useFormatter();
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-sm max-md:hidden">
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th
              key={day.getTime()}
              scope="col"
              className="border-b px-2 py-1.5 text-left font-medium text-ink-soft"
            >
              <abbr title={format.dateTime(day, { weekday: "long" })} className="no-underline">
                {format.dateTime(day, { weekday: "short" })}
              </abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.getTime()}>
            {week.map((date) => (
              <DayCell
                key={date.getTime()}
                day={dayOf(date, month, shifts)}
                rotation={rotation}
                isToday={date.toDateString() === now.toDateString()}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps {
  day: CalendarDay;
  rotation: RotationAnswer;
  isToday: boolean;
}

function DayCell({ day, rotation, isToday }: DayProps) {
  return (
    <td
      aria-current={isToday ? "date" : undefined}
      className={classes(
        "h-20 border-r border-b px-1.5 py-1.5 align-top last:border-r-0",
        !day.isOfMonth && "bg-sunken text-ink-faint",
      )}
    >
      <span
        className={classes(
          "figures inline-flex size-6 items-center justify-center rounded-full text-[0.8125rem]",
          isToday && "bg-accent font-semibold text-on-accent",
        )}
      >
        {day.date.getDate()}
      </span>
      <ul className="mt-1 grid gap-1">
        {day.parts.map((part) => (
          <PartLine key={part.shift.start} part={part} rotation={rotation} />
        ))}
      </ul>
    </td>
  );
}

function PartLine({ part, rotation }: { part: Part; rotation: RotationAnswer }) {
  const timesOf = useTimes();
  const { shift, from, to } = part;
  const times = timesOf(from, to);
  return (
    <li className="flex min-w-0 items-stretch gap-1.5">
      <span aria-hidden className={classes("w-1 shrink-0 rounded-full", colourOf(rotation, shift))} />
      <span className="grid min-w-0">
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate font-medium">{nameOf(shift)}</span>
          {shift.is_override && <OverrideMark />}
        </span>
        {times && <span className="figures text-ink-soft text-xs leading-tight">{times}</span>}
      </span>
    </li>
  );
}
