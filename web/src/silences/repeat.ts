export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Day = (typeof DAYS)[number];

/** How often it comes again: what most want, and for everything else a rule of RFC 5545. */
export type Repeat =
  | { every: "once" }
  | { every: "day" }
  | { every: "week"; days: readonly Day[] }
  /** -1 is the last one. */
  | { every: "month"; day: number }
  | { every: "rule"; rule: string };

/** Null for what holds once. */
export function ruleOf(repeat: Repeat): string | null {
  switch (repeat.every) {
    case "once":
      return null;
    case "day":
      return "FREQ=DAILY";
    case "week":
      return repeat.days.length > 0 ? `FREQ=WEEKLY;BYDAY=${repeat.days.join(",")}` : "FREQ=WEEKLY";
    case "month":
      return `FREQ=MONTHLY;BYMONTHDAY=${repeat.day}`;
    case "rule":
      return repeat.rule.trim();
  }
}

export function repeatOf(rule: string | null): Repeat {
  if (rule === null) return { every: "once" };
  if (rule === "FREQ=DAILY") return { every: "day" };
  const days = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rule)?.[1]?.split(",");
  if (days?.every((day) => DAYS.includes(day as Day)))
    return { every: "week", days: DAYS.filter((day) => days.includes(day)) };
  const day = Number(/^FREQ=MONTHLY;BYMONTHDAY=(-1|\d\d?)$/.exec(rule)?.[1]);
  if (day === -1 || (day >= 1 && day <= 31)) return { every: "month", day };
  return { every: "rule", rule };
}
