const PARTS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;
const WALL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/;

export function isZone(zone: string): boolean {
  try {
    return zone !== "" && new Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

/** What the clock on the wall shows there at `at` (Unix ms), as `<input type="datetime-local">` has it. */
export function wallOf(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone: zone }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * The moment (Unix ms) at which the clock there shows this; null for text that is no reading. A reading that a clock
 * skips is taken as one after the gap.
 */
export function momentOf(wall: string, zone: string): number | null {
  if (!WALL.test(wall) || !isZone(zone)) return null;
  const wanted = asUtc(wall);
  if (Number.isNaN(wanted)) return null;
  const first = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(first, zone);
}

const asUtc = (wall: string): number => Date.parse(`${wall.slice(0, 16)}:00Z`);

/** By how much the clock there is ahead of UTC, in ms. */
const offsetAt = (at: number, zone: string): number =>
  asUtc(wallOf(at, zone)) - Math.floor(at / 60_000) * 60_000;
