"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { PlannedAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { useNow } from "@/ui/time";
import { daysLater } from "./month";

/** Something that holds on a day; leads to what it is. */
export function OccurrenceButton({
  occurrence,
  day,
  onOpen,
}: {
  occurrence: PlannedAnswer;
  day: Date;
  onOpen: () => void;
}) {
  const t = useTranslations("silences.calendar");
  const now = useNow() || Date.now();
  const times = useTimes(occurrence, day);
  const isOver = Date.parse(occurrence.end) <= now;
  const isNow = !isOver && Date.parse(occurrence.start) <= now;
  return (
    <button
      type="button"
      onClick={onOpen}
      title={`${times} ${occurrence.comment}`}
      className={classes(
        "block min-h-6 w-full rounded-md px-1.5 py-0.5 text-left text-sm pointer-coarse:min-h-11 md:text-xs",
        isOver ? "bg-idle-soft text-idle" : "bg-accent-soft text-accent-strong",
        isNow && "font-semibold outline-1 outline-accent",
      )}
    >
      <span className="figures block">{times}</span>{" "}
      <span className="block break-words font-medium md:truncate">{occurrence.comment}</span>
      {isNow && <span className="sr-only"> ({t("now")})</span>}
    </button>
  );
}

/** The times that fall onto that day: `22:00–06:00` on the first, `–06:00` on the next. */
export function useTimes({ start, end }: PlannedAnswer, day: Date): string {
  const format = useFormatter();
  const t = useTranslations("silences.calendar");
  const clock = (at: string) => format.dateTime(new Date(at), { timeStyle: "short" });
  const isBegun = Date.parse(start) < day.getTime();
  const goesOn = Date.parse(end) > daysLater(day, 1).getTime();
  if (isBegun && goesOn) return t("allDay");
  return isBegun ? `–${clock(end)}` : `${clock(start)}–${clock(end)}`;
}
