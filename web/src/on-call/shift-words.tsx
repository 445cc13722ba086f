import { UserRoundCheck } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import type { RotationAnswer, ShiftAnswer } from "@/api/schema";

/** Colours tell turns apart at a glance; the name stands beside each. */
const COLOURS = [
  "bg-phase-first-byte",
  "bg-phase-transfer",
  "bg-phase-dns",
  "bg-phase-tls",
  "bg-phase-connect",
] as const;

export const nameOf = ({ user }: ShiftAnswer): string => user.name || user.email || `#${user.id}`;

export function colourOf({ participants }: RotationAnswer, { user }: ShiftAnswer): string {
  const place = participants.findIndex((one) => one.user === user.id);
  return place < 0 ? "bg-idle-fill" : (COLOURS[place % COLOURS.length] ?? "bg-idle-fill");
}

/** When on one day it begins or ends; empty where it does neither. */
export function useTimes(): (from: Date | null, to: Date | null) => string {
  const t = useTranslations("onCall.calendar");
  const format = useFormatter();
  const clock = (date: Date) => format.dateTime(date, { hour: "numeric", minute: "2-digit" });
  return (from, to) => {
    if (from && to) return `${clock(from)}–${clock(to)}`;
    if (from) return t("from", { time: clock(from) });
    return to ? t("to", { time: clock(to) }) : "";
  };
}

export function OverrideMark() {
  const t = useTranslations("onCall.calendar");
  return (
    <span title={t("override")} className="shrink-0">
      <UserRoundCheck aria-hidden className="size-3.5 text-ink-soft" />
      <span className="sr-only">({t("override")})</span>
    </span>
  );
}
