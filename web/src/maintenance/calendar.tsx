"use client";

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { Opened } from "@/silences/opened";
import { NOUNS } from "@/silences/queries";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { useNow } from "@/ui/time";
import { Agenda } from "./agenda";
import { byDay, daysLater, firstDayOf, monthOf, monthsLater, monthText, weeksOf } from "./month";
import { MonthGrid } from "./month-grid";

const AGAIN_MS = 60_000;

const occurrencesQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [NOUNS.maintenance, "occurrences", from, to],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/maintenance-windows/occurrences", { params: { query: { from, to } }, signal })),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

/** A month of maintenance: a grid where there is room, a list of days on a phone. */
export function Calendar({ opened }: { opened: Opened }) {
  const t = useTranslations("silences.calendar");
  const format = useFormatter();
  const locale = useLocale();
  const now = useNow();
  const [text, setText] = useQueryState("month", parseAsString);
  const first = monthOf(text, now || Date.now());
  const month = monthText(first);
  const weeks = useMemo(() => weeksOf(monthOf(month, 0), firstDayOf(locale)), [month, locale]);
  const days = weeks.flat();
  const [begin = first, end = first] = [days[0], days.at(-1)];
  const { data: found, error } = useQuery(
    occurrencesQuery(begin.toISOString(), daysLater(end, 1).toISOString()),
  );
  const held = useMemo(() => byDay(found ?? [], weeks.flat()), [found, weeks]);
  const turn = (count: number) => void setText(monthText(monthsLater(first, count)));
  return (
    <Card
      isFlush
      title={<span aria-live="polite">{format.dateTime(first, { month: "long", year: "numeric" })}</span>}
      aside={
        <div className="flex items-center gap-1">
          <Button look="quiet" onClick={() => void setText(null)}>
            {t("today")}
          </Button>
          <IconButton icon={ChevronLeft} label={t("before")} onClick={() => turn(-1)} />
          <IconButton icon={ChevronRight} label={t("after")} onClick={() => turn(1)} />
        </div>
      }
    >
      <RefusalNote error={error} />
      <div className="max-md:hidden">
        <MonthGrid {...{ weeks, first, held, opened }} onTurn={turn} />
      </div>
      <div className="md:hidden">
        <Agenda {...{ first, held, opened }} isRead={found !== undefined} />
      </div>
    </Card>
  );
}
