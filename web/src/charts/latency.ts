"use client";

import { useFormatter } from "use-intl";

/** Milliseconds as people read them: `0.4 ms`, `38 ms`, `1.24 s`. */
export function useLatencyText(): (milliseconds: number) => string {
  const format = useFormatter();
  return (milliseconds) => {
    if (milliseconds >= 1000) {
      return `${format.number(milliseconds / 1000, { maximumFractionDigits: milliseconds < 10_000 ? 2 : 1 })} s`;
    }
    return `${format.number(milliseconds, { maximumFractionDigits: milliseconds < 10 ? 1 : 0 })} ms`;
  };
}
