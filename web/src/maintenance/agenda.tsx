"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { PlannedAnswer } from "@/api/schema";
import type { Opened } from "@/silences/opened";
import { SkeletonRows } from "@/ui/skeleton";
import { type DayText, dayText } from "./month";
import { OccurrenceButton } from "./occurrence-button";

interface AgendaProps {
  first: Date;
  held: ReadonlyMap<DayText, readonly PlannedAnswer[]>;
  opened: Opened;
  isRead: boolean;
}

/** The days of the month on which there is something. */
export function Agenda({ first, held, opened, isRead }: AgendaProps) {
  const t = useTranslations("silences.calendar");
  const format = useFormatter();
  const month = dayText(first).slice(0, 7);
  const days = [...held].filter(([day, found]) => day.startsWith(month) && found.length > 0);
  if (!isRead) return <SkeletonRows count={3} />;
  if (days.length === 0)
    return <p className="border-t px-4 py-8 text-center text-ink-soft">{t("nothing")}</p>;
  return (
    <ol className="divide-y divide-line border-t">
      {days.map(([text, found]) => {
        const [year = 0, number = 1, date = 1] = text.split("-").map(Number);
        const day = new Date(year, number - 1, date);
        return (
          <li key={text} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-2 px-4 py-2.5">
            <p className="pt-2.5 text-ink-soft text-sm">
              {format.dateTime(day, { weekday: "short", day: "numeric" })}
            </p>
            <ul className="grid min-w-0 gap-1.5">
              {found.map((one) => (
                <li key={`${one.id} ${one.start}`} className="min-w-0">
                  <OccurrenceButton occurrence={one} day={day} onOpen={() => opened.look(one.id)} />
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}
