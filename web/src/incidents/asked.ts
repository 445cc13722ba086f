/** How far back a list goes. */
export const SPANS = { "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000, "90d": 7_776_000_000 };
export type Span = keyof typeof SPANS;

/** A span that ends now, or days (`2026-11-22`) of the viewer's calendar, the last one included. */
export type Period = Span | { from: string | null; to: string | null };

export const SEVERITIES = ["down", "degraded", "unknown"] as const;
export type IncidentSeverity = (typeof SEVERITIES)[number];

/** Which incidents; what is left out does not matter. */
export interface Asked {
  open?: boolean;
  acknowledged?: boolean;
  severity?: IncidentSeverity[];
  monitor_id?: number;
  period?: Period;
}

/** As the API asks for it. */
export function periodOf(period: Period | undefined, now: number): { start?: string; end?: string } {
  if (period === undefined) return {};
  if (typeof period === "string") return { start: new Date(now - SPANS[period]).toISOString() };
  const start = midnight(period.from, 0);
  const end = midnight(period.to, 1);
  return { ...(start && { start }), ...(end && { end }) };
}

/** When the day begins for whoever looks, or the one so many days later. Null for what is no day. */
function midnight(day: string | null, later: number): string | null {
  const parts = day
    ?.match(/^(\d{4})-(\d\d)-(\d\d)$/)
    ?.slice(1)
    .map(Number);
  if (!parts) return null;
  const [year = 0, month = 1, date = 1] = parts;
  const found = new Date(year, month - 1, date + later);
  return Number.isNaN(found.getTime()) ? null : found.toISOString();
}
