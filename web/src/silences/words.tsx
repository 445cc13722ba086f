"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { SilenceAnswer } from "@/api/schema";
import { MatchWords } from "@/matching/match-words";
import { duration, Time } from "@/ui/time";
import { matchIn } from "./draft";
import { DAYS, type Day, repeatOf } from "./repeat";

/** What they are called where whoever looks is: `Mo`. */
export function useDayNames(): Record<Day, string> {
  const format = useFormatter();
  const monday = Date.UTC(2024, 0, 1, 12);
  const nameOf = (index: number) =>
    format.dateTime(new Date(monday + index * 86_400_000), { weekday: "short", timeZone: "UTC" });
  return Object.fromEntries(DAYS.map((day, index) => [day, nameOf(index)])) as Record<Day, string>;
}

/** How often it comes again, in words where there are some. */
export function RepeatWords({ rule }: { rule: string | null }) {
  const t = useTranslations("silences.repeatWords");
  const names = useDayNames();
  const format = useFormatter();
  const repeat = repeatOf(rule);
  switch (repeat.every) {
    case "once":
      return t("once");
    case "day":
      return t("day");
    case "week":
      return t("week", { days: format.list(repeat.days.map((day) => names[day])) });
    case "month":
      return repeat.day === -1 ? t("lastOfMonth") : t("month", { day: repeat.day });
    case "rule":
      return <code className="break-all font-mono text-[0.8125rem]">{repeat.rule}</code>;
  }
}

/** What it is about. */
export function AboutWords({ window }: { window: SilenceAnswer }) {
  const t = useTranslations("matching");
  return <MatchWords match={matchIn(window)} all={t("everyMonitor")} />;
}

/** The one thing that matters of its times: until when, or from when on. */
export function WhenWords({ window }: { window: SilenceAnswer }) {
  const t = useTranslations("silences.when");
  const [next] = window.next;
  if (window.current) {
    const { end } = window.current;
    return t.rich("until", { at: () => <Time at={end} look="short" /> });
  }
  if (window.status !== "ended" && next) {
    return t.rich("from", {
      at: () => <Time at={next.start} look="short" />,
      length: duration(window.duration),
    });
  }
  const at = window.ended_at ?? window.ends_at;
  return at ? t.rich("ended", { at: () => <Time at={at} look="short" /> }) : null;
}
