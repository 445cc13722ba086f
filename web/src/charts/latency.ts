"use client";

import { useFormatter } from "use-intl";

interface Scale {
  readonly below: number;
  readonly unit: string;
  /** How many of them a millisecond is. */
  readonly factor: number;
  readonly digits: number;
}

/** In ms, the first that fits; no time but none at all is ever shown as nothing. */
const SCALES: readonly Scale[] = [
  { below: 0.0005, unit: "µs", factor: 1000, digits: 3 },
  { below: 0.0995, unit: "µs", factor: 1000, digits: 0 },
  { below: 0.995, unit: "ms", factor: 1, digits: 2 },
  { below: 10, unit: "ms", factor: 1, digits: 1 },
  { below: 1000, unit: "ms", factor: 1, digits: 0 },
  { below: 10_000, unit: "s", factor: 0.001, digits: 2 },
  { below: Number.POSITIVE_INFINITY, unit: "s", factor: 0.001, digits: 1 },
];
/** The steps of an axis are round, and none of them may look like its neighbour. */
const AXIS_DIGITS = 3;

/** Milliseconds as people read them: `40 µs`, `0.4 ms`, `38 ms`, `1.24 s`. */
export function useLatencyText(): (milliseconds: number) => string {
  const format = useFormatter();
  return (milliseconds) => text(milliseconds, ({ digits }) => digits, format.number);
}

/** The same for the steps of an axis, which are not rounded. */
export function useAxisText(): (milliseconds: number) => string {
  const format = useFormatter();
  return (milliseconds) => text(milliseconds, () => AXIS_DIGITS, format.number);
}

function text(
  milliseconds: number,
  digitsOf: (scale: Scale) => number,
  format: (value: number, options: { maximumFractionDigits: number }) => string,
): string {
  if (milliseconds === 0) return "0 ms";
  const scale = SCALES.find(({ below }) => Math.abs(milliseconds) < below) ?? SCALES[0];
  if (!scale) return "";
  const value = format(milliseconds * scale.factor, { maximumFractionDigits: digitsOf(scale) });
  return `${value} ${scale.unit}`;
}
