const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)/g;
const WHOLE = /^(?:\d{1,9}(?:\.\d{1,6})?(?:ms|s|m|h|d))+$/;

/** What a number without a unit counts. */
export type DurationUnit = "s" | "ms";

/** In `unit`, of a number of them or of text as the API takes it: `30s`, `1h30m`. Null for anything else. */
export function parseDuration(value: unknown, unit: DurationUnit = "s"): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string") return null;
  const text = value.replaceAll(" ", "");
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!WHOLE.test(text)) return null;
  let total = 0;
  for (const [, count, name] of text.matchAll(PART))
    total += Number(count) * UNITS[name as keyof typeof UNITS];
  return total / UNITS[unit];
}

/** The shortest text that reads back as the same: 90 seconds are `1m30s`. */
export function durationText(count: number, unit: DurationUnit = "s"): string {
  let rest = Math.round(count * UNITS[unit]);
  let text = "";
  for (const name of ["d", "h", "m", "s", "ms"] as const) {
    const whole = Math.floor(rest / UNITS[name]);
    rest -= whole * UNITS[name];
    if (whole > 0) text += `${whole}${name}`;
  }
  return text || `0${unit}`;
}
