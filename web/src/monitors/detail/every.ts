const LEAST_MS = 10_000;
const PUSHED_MS = 15_000;

/** How often to look at what a monitor's checks make: `interval` in seconds, null for what is pushed to. */
export const everyOf = (interval: number | null | undefined): number =>
  interval ? Math.max(LEAST_MS, interval * 1000) : PUSHED_MS;
