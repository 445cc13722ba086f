/** The worst first, as everywhere. */
export const STATES = ["down", "degraded", "unknown", "up"] as const;
export type State = (typeof STATES)[number];
