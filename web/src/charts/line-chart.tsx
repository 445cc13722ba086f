"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { classes } from "@/ui/classes";
import "uplot/dist/uPlot.min.css";
import "./line-chart.css";
import { useIsDark } from "@/theme/theme";
import { type ChartFacts, type ChartLine, optionsOf } from "./line-chart-options";
import { stacked } from "./stack";

export interface LineChartProps extends ChartFacts {
  /** Unix ms, ascending: one for each of the lines' values. */
  times: readonly number[];
  lines: readonly ChartLine[];
  /** In words, what the picture shows. */
  label: string;
  className?: string;
}

/** Lines and areas over time, as wide and as high as where it stands. To be loaded by `next/dynamic`: it draws on a canvas. */
export default function LineChart({ times, lines, label, className, ...facts }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const isDark = useIsDark();
  const latest = useRef<ChartFacts>(facts);
  const drawn = drawnLines(lines);
  const shape = drawn.map(({ key, tone, look }) => `${key} ${tone} ${look}`).join();
  const data = useRef<uPlot.AlignedData>([[]]);

  useEffect(() => {
    latest.current = facts;
    data.current = [[...times], ...drawn.map((line) => [...line.values])];
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` and the theme are what the options are made of; all else is read when it is drawn
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const size = { width: element.clientWidth, height: element.clientHeight };
    const made = new uPlot({ ...optionsOf(drawn, latest), ...size }, data.current, element);
    chart.current = made;
    const resize = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [shape, isDark]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever of these is new is to be drawn
  useEffect(() => {
    chart.current?.setData(data.current);
  }, [times, lines, facts.start, facts.end, facts.shades, facts.limit]);

  // Contained: the canvas as it was keeps nothing as wide as it was.
  return (
    <div ref={place} role="img" aria-label={label} className={classes("contain-inline-size", className)} />
  );
}

/** As they are drawn: the highest area first, so that those below it are painted over it. */
function drawnLines(lines: readonly ChartLine[]): ChartLine[] {
  const areas = lines.filter((line) => line.look === "area");
  const sums = stacked(areas.map((line) => line.values));
  const stack = areas.map((line, index) => ({ ...line, values: sums[index] ?? [] }));
  return [...stack.reverse(), ...lines.filter((line) => line.look !== "area")];
}
