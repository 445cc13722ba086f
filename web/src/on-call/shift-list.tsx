import { useTranslations } from "use-intl";
import type { RotationAnswer, ShiftAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { Time } from "@/ui/time";
import { colourOf, nameOf, OverrideMark } from "./shift-words";

interface ShiftListProps {
  shifts: readonly ShiftAnswer[];
  rotation: RotationAnswer;
  now: Date;
}

/** The same as the tables, for a phone: who is on call, one after the other. */
export function ShiftList({ shifts, rotation, now }: ShiftListProps) {
  const t = useTranslations("onCall.calendar");
  if (shifts.length === 0) return <p className="px-4 pb-4 text-ink-soft md:hidden">{t("nobody")}</p>;
  const isNow = ({ start, end }: ShiftAnswer) => new Date(start) <= now && now < new Date(end);
  return (
    <ol className="md:hidden">
      {shifts.map((shift) => (
        <li
          key={shift.start}
          aria-current={isNow(shift) ? "time" : undefined}
          className="flex items-stretch gap-2.5 border-b px-4 py-2.5 last:border-0"
        >
          <span aria-hidden className={classes("w-1 shrink-0 rounded-full", colourOf(rotation, shift))} />
          <span className="grid min-w-0 grow gap-0.5">
            <span className="flex min-w-0 items-center gap-1.5">
              <span className="truncate font-medium">{nameOf(shift)}</span>
              {shift.is_override && <OverrideMark />}
              {isNow(shift) && (
                <span className="ml-auto rounded-full bg-accent-soft px-2 font-medium text-sm">
                  {t("now")}
                </span>
              )}
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
