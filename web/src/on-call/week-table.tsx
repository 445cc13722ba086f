import { useFormatter, useTranslations } from "use-intl";
import type { RotationAnswer, ShiftAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { dayAfter } from "./days";
import { colourOf, nameOf, OverrideMark, useTimes } from "./shift-words";
import { type Block, blocksOf, partOfDay } from "./week";

const HOURS = [3, 6, 9, 12, 15, 18, 21] as const;
/** Of a day: what is shorter has no room for a second line. */
const TWO_LINES = 0.085;

const percent = (part: number) => `${part * 100}%`;

interface WeekProps {
  label: string;
  monday: Date;
  shifts: readonly ShiftAnswer[];
  rotation: RotationAnswer;
  now: Date;
}

/** Who is on call at which hour: each day a column from midnight to midnight. */
export function WeekTable({ label, monday, shifts, rotation, now }: WeekProps) {
  const t = useTranslations("onCall.calendar");
  const days = Array.from({ length: 7 }, (_, day) => dayAfter(monday, day));
  const isToday = (day: Date) => day.toDateString() === now.toDateString();
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-sm max-md:hidden">
      <thead>
        <tr>
          <th scope="col" className="w-13 border-b">
            <span className="sr-only">{t("hours")}</span>
          </th>
          {days.map((day) => (
            <DayHead key={day.getTime()} day={day} isToday={isToday(day)} />
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <Axis />
          {days.map((day) => (
            <td key={day.getTime()} className="border-l p-0 align-top">
              <Day blocks={blocksOf(day, shifts)} rotation={rotation} now={isToday(day) ? now : null} />
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function DayHead({ day, isToday }: { day: Date; isToday: boolean }) {
  const format = useFormatter();
  return (
    <th
      scope="col"
      aria-current={isToday ? "date" : undefined}
      className="border-b border-l px-2 py-1.5 text-left font-medium text-ink-soft"
    >
      <span className="sr-only">
        {format.dateTime(day, { weekday: "long", day: "numeric", month: "long" })}
      </span>
      <span aria-hidden className="flex items-center gap-1.5">
        {format.dateTime(day, { weekday: "short" })}
        <span
          className={classes(
            "figures inline-flex size-6 items-center justify-center rounded-full text-[0.8125rem]",
            isToday ? "bg-accent font-semibold text-on-accent" : "text-ink",
          )}
        >
          {day.getDate()}
        </span>
      </span>
    </th>
  );
}

function Axis() {
  const t = useTranslations("onCall.calendar");
  const format = useFormatter();
  const clock = (hour: number) =>
    format.dateTime(new Date(2000, 0, 1, hour), { hour: "numeric", minute: "2-digit" });
  return (
    <th scope="row" className="p-0 align-top font-normal">
      <span className="sr-only">{t("onCall")}</span>
      <span aria-hidden className="relative block h-[34rem]">
        {HOURS.map((hour) => (
          <span
            key={hour}
            style={{ top: percent(hour / 24) }}
            className="figures absolute right-1.5 -translate-y-1/2 whitespace-nowrap text-ink-soft text-xs"
          >
            {clock(hour)}
          </span>
        ))}
      </span>
    </th>
  );
}

interface DayProps {
  blocks: readonly Block[];
  rotation: RotationAnswer;
  /** Null on other days than today. */
  now: Date | null;
}

function Day({ blocks, rotation, now }: DayProps) {
  const t = useTranslations("onCall.calendar");
  return (
    <div className="relative h-[34rem]">
      {HOURS.map((hour) => (
        <span
          key={hour}
          aria-hidden
          style={{ top: percent(hour / 24) }}
          className="absolute inset-x-0 border-line border-t"
        />
      ))}
      {blocks.length === 0 && <span className="sr-only">{t("nobody")}</span>}
      <ol>
        {blocks.map((block) => (
          <BlockBox key={block.from.getTime()} block={block} rotation={rotation} />
        ))}
      </ol>
      {now && (
        <span
          aria-hidden
          style={{ top: percent(partOfDay(now)) }}
          className="pointer-events-none absolute inset-x-0 z-10 flex -translate-y-1/2 items-center"
        >
          <span className="-ml-1 size-2 rounded-full bg-accent" />
          <span className="h-0.5 grow bg-accent" />
        </span>
      )}
    </div>
  );
}

function BlockBox({ block, rotation }: { block: Block; rotation: RotationAnswer }) {
  const timesOf = useTimes();
  const { shift, from, to, top, height, begins, ends } = block;
  const times = timesOf(begins ? from : null, ends ? to : null);
  const name = nameOf(shift);
  return (
    <li
      title={times ? `${name}, ${times}` : name}
      style={{ top: percent(top), height: percent(height) }}
      className="absolute inset-x-0 p-0.5"
    >
      <span
        className={classes(
          "flex h-full min-w-0 items-stretch gap-1.5 overflow-hidden border bg-sunken px-1",
          begins && "rounded-t-md",
          ends && "rounded-b-md",
          height < TWO_LINES ? "py-0" : "py-1",
        )}
      >
        <span aria-hidden className={classes("w-1 shrink-0 rounded-full", colourOf(rotation, shift))} />
        <span className="grid min-w-0 content-start">
          <span className="flex min-w-0 items-center gap-1">
            <span className={classes("truncate font-medium", height < TWO_LINES && "text-xs leading-tight")}>
              {name}
            </span>
            {shift.is_override && <OverrideMark />}
          </span>
          {times && (
            <span
              className={classes(
                "figures text-ink-soft text-xs leading-tight",
                height < TWO_LINES && "sr-only",
              )}
            >
              {times}
            </span>
          )}
        </span>
      </span>
    </li>
  );
}
