import type { MonitorAnswer } from "@/api/schema";

/** Of what is pushed to, nothing in the answers tells this kind from those that wait for pings. */
const POSTED = "manual";

type Pushable = Pick<MonitorAnswer, "kind" | "interval">;

/** It is told, and does not look by itself. */
export const isPushed = ({ interval }: Pushable): boolean => interval === null;

/** Somebody says how it is: no job is awaited, and nothing is measured. */
export const isPosted = (monitor: Pushable): boolean => isPushed(monitor) && monitor.kind === POSTED;
