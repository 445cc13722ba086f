"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, UserRoundCheck } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { RotationAnswer, ShiftAnswer } from "@/api/schema";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Time, useNow } from "@/ui/time";
import { type CalendarDay, dayAfter, dayOf, monthOf, type Part, weeksOf } from "./days";
import { shiftsQuery } from "./queries";

/** Colours tell turns apart at a glance; the name stands beside each. */
const COLOURS = [
  "bg-phase-first-byte",
  "bg-phase-transfer",
  "bg-phase-dns",
  "bg-phase-tls",
  "bg-phase-connect",
] as const;

/** Who is on call on which day: a month as a table, on a phone its shifts as a list. */
export function CalendarCard({ rotation }: { rotation: RotationAnswer }) {
  const t = useTranslations("onCall.calendar");
  const format = useFormatter();
  const now = new Date(useNow());
  const [ahead, setAhead] = useState(0);
  const month = monthOf(now, ahead);
  const weeks = weeksOf(month);
  const first = weeks[0]?.[0] ?? month;
  const end = dayAfter(first, weeks.length * 7);
  const { data: shifts, error } = useQuery(shiftsQuery(rotation.id, first, end));
  const title = format.dateTime(month, { month: "long", year: "numeric" });
  return (
    <Card
      title={<span aria-live="polite">{title}</span>}
      isFlush
      aside={
        <span className="flex items-center gap-1">
          {ahead !== 0 && (
            <Button look="quiet" onClick={() => setAhead(0)}>
              {t("today")}
            </Button>
          )}
          <IconButton icon={ChevronLeft} label={t("previous")} onClick={() => setAhead(ahead - 1)} />
          <IconButton icon={ChevronRight} label={t("next")} onClick={() => setAhead(ahead + 1)} />
        </span>
      }
    >
      {shifts ? (
        <>
          <Month label={t("label", { month: title })} {...{ weeks, month, shifts, rotation, now }} />
          <ShiftList shifts={shifts} rotation={rotation} />
        </>
      ) : error ? (
        <div className="p-4">
          <RefusalNote error={error} />
        </div>
      ) : (
        <SkeletonRows />
      )}
    </Card>
  );
}

interface MonthProps {
  label: string;
  weeks: Date[][];
  month: Date;
  shifts: readonly ShiftAnswer[];
  rotation: RotationAnswer;
  now: Date;
}

function Month({ label, weeks, month, shifts, rotation, now }: MonthProps) {
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

function DayCell({
  day,
  rotation,
  isToday,
}: {
  day: CalendarDay;
  rotation: RotationAnswer;
  isToday: boolean;
}) {
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
  const t = useTranslations("onCall.calendar");
  const format = useFormatter();
  const { shift, from, to } = part;
  const clock = (date: Date) => format.dateTime(date, { hour: "numeric", minute: "2-digit" });
  const time =
    from && to
      ? `${clock(from)}–${clock(to)}`
      : from
        ? t("from", { time: clock(from) })
        : to && t("to", { time: clock(to) });
  return (
    <li className="flex min-w-0 items-stretch gap-1.5">
      <span aria-hidden className={classes("w-1 shrink-0 rounded-full", colourOf(rotation, shift))} />
      <span className="grid min-w-0">
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate font-medium">{nameOf(shift)}</span>
          {shift.is_override && <OverrideMark />}
        </span>
        {time && <span className="figures text-ink-soft text-xs leading-tight">{time}</span>}
      </span>
    </li>
  );
}

function OverrideMark() {
  const t = useTranslations("onCall.calendar");
  return (
    <span title={t("override")} className="shrink-0">
      <UserRoundCheck aria-hidden className="size-3.5 text-ink-soft" />
      <span className="sr-only">({t("override")})</span>
    </span>
  );
}

function ShiftList({ shifts, rotation }: { shifts: readonly ShiftAnswer[]; rotation: RotationAnswer }) {
  const t = useTranslations("onCall.calendar");
  if (shifts.length === 0) return <p className="px-4 pb-4 text-ink-soft md:hidden">{t("nobody")}</p>;
  return (
    <ol className="md:hidden">
      {shifts.map((shift) => (
        <li key={shift.start} className="flex items-stretch gap-2.5 border-b px-4 py-2.5 last:border-0">
          <span aria-hidden className={classes("w-1 shrink-0 rounded-full", colourOf(rotation, shift))} />
          <span className="grid min-w-0 gap-0.5">
            <span className="flex min-w-0 items-center gap-1.5">
              <span className="truncate font-medium">{nameOf(shift)}</span>
              {shift.is_override && <OverrideMark />}
            </span>
            <span className="text-ink-soft text-sm">
              <Time at={shift.start} look="short" /> – <Time at={shift.end} look="short" />
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

const nameOf = ({ user }: ShiftAnswer): string => user.name || user.email || `#${user.id}`;

function colourOf({ participants }: RotationAnswer, { user }: ShiftAnswer): string {
  const place = participants.findIndex((one) => one.user === user.id);
  return place < 0 ? "bg-idle-fill" : (COLOURS[place % COLOURS.length] ?? "bg-idle-fill");
}
