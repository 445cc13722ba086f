"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import type { RotationAnswer } from "@/api/schema";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useNow } from "@/ui/time";
import { MonthTable } from "./month-table";
import { shiftsQuery } from "./queries";
import { ShiftList } from "./shift-list";
import { useSpan, VIEWS } from "./span";
import { WeekTable } from "./week-table";

/** Who is on call on which day, or at which hour: a table, on a phone its shifts as a list. */
export function CalendarCard({ rotation }: { rotation: RotationAnswer }) {
  const t = useTranslations("onCall.calendar");
  const now = new Date(useNow());
  const span = useSpan(now);
  const { view, first, end, title } = span;
  const { data, error } = useQuery(shiftsQuery(rotation.id, first, end));
  // While others are read there are still those of the time before.
  const shifts = data?.filter((one) => new Date(one.start) < end && new Date(one.end) > first);
  const label = t("label", { time: title });
  return (
    <Card title={<span aria-live="polite">{title}</span>} isFlush aside={<Steps span={span} />}>
      {shifts ? (
        <>
          {view === "week" ? (
            <WeekTable label={label} monday={first} {...{ shifts, rotation, now }} />
          ) : (
            <MonthTable label={label} weeks={span.weeks} month={span.month} {...{ shifts, rotation, now }} />
          )}
          <ShiftList {...{ shifts, rotation, now }} />
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

function Steps({ span }: { span: ReturnType<typeof useSpan> }) {
  const t = useTranslations("onCall.calendar");
  const { view, setView, step, isPresent } = span;
  return (
    <span className="flex flex-wrap items-center justify-end gap-1">
      <fieldset className="mr-1 flex rounded-lg border p-0.5">
        <legend className="sr-only">{t("view")}</legend>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={view === one}
            onClick={() => setView(one)}
            className={classes(
              "min-h-8 rounded-md px-2.5 font-medium text-sm pointer-coarse:min-h-11",
              view === one ? "bg-accent-soft text-ink" : "text-ink-soft hover:text-ink",
            )}
          >
            {t(`views.${one}`)}
          </button>
        ))}
      </fieldset>
      {!isPresent && (
        <Button look="quiet" onClick={() => step(0)}>
          {t("today")}
        </Button>
      )}
      <IconButton icon={ChevronLeft} label={t(`previous.${view}`)} onClick={() => step(-1)} />
      <IconButton icon={ChevronRight} label={t(`next.${view}`)} onClick={() => step(1)} />
    </span>
  );
}
