"use client";

import { useFormatter } from "use-intl";

/** `ratio` 0 to 1. Never rounded up to 100 %: what was down for a second was not always up. */
export function usePercentage(): (ratio: number) => string {
  const format = useFormatter();
  return (ratio) => {
    const digits = ratio > 0.9999 ? 3 : 2;
    const scale = 10 ** (digits + 2);
    // Floating point makes 0.9995 * 10,000 a little less than 9,995.
    const floored = Math.floor(ratio * scale + 1e-6) / scale;
    return format.number(ratio === 1 ? 1 : floored, {
      style: "percent",
      minimumFractionDigits: ratio === 1 ? 0 : 2,
      maximumFractionDigits: digits,
    });
  };
}
