import type { BacktestPageAnswer, BacktestSummaryAnswer, DestinationAnswer } from "@/api/schema";

export const BUCKETS = 30;

/** One who would have been paged: how often in each part of the time. */
export interface Lane {
  readonly key: string;
  readonly name: string;
  readonly total: number;
  readonly atNight: number;
  readonly counts: readonly number[];
}

export const keyOf = ({ channel_id, user_id }: DestinationAnswer): string =>
  `${channel_id ?? ""}:${user_id ?? ""}`;

/** Those with most pages first. */
export function lanesOf(summary: BacktestSummaryAnswer, pages: readonly BacktestPageAnswer[]): Lane[] {
  const since = Date.parse(summary.since);
  const length = Math.max(1, Date.parse(summary.until) - since);
  return summary.destinations.map(({ destination, pages: total, at_night }) => {
    const key = keyOf(destination);
    const counts = new Array<number>(BUCKETS).fill(0);
    for (const page of pages) {
      if (!page.destinations.some((one) => keyOf(one) === key)) continue;
      const place = Math.floor(((Date.parse(page.at) - since) / length) * BUCKETS);
      const bucket = Math.min(BUCKETS - 1, Math.max(0, place));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    return { key, name: destination.name, total, atNight: at_night, counts };
  });
}
