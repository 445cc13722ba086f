import type { RefObject } from "react";
import type uPlot from "uplot";

/** What a line is drawn in: the name of a colour of the theme. */
export type Tone =
  | "ink"
  | "ink-soft"
  | "ink-faint"
  | "accent"
  | "down-fill"
  | "degraded-fill"
  | "unknown-fill"
  | "idle-fill"
  | "phase-dns"
  | "phase-connect"
  | "phase-tls"
  | "phase-first-byte"
  | "phase-transfer";

export interface ChartLine {
  readonly key: string;
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  /** Areas stand one upon the other, in their order; lines are drawn over them. */
  readonly look: "area" | "solid" | "dashed" | "dotted";
}

/** A time that was not like the others. Unix ms. */
export interface Shade {
  readonly start: number;
  readonly end: number;
  readonly tone: Tone;
}

/** What may change while a chart stands. */
export interface ChartFacts {
  /** Unix ms: what the picture spans, whether there is something to show or not. */
  start: number;
  end: number;
  shades?: readonly Shade[];
  /** A value that should not be passed. */
  limit?: number | null;
  formatValue: (value: number) => string;
  /** `step`: ms between two of the times that are written. */
  formatTime: (time: number, step: number) => string;
  /** A part was chosen by dragging. */
  onZoom?: (start: number, end: number) => void;
  /** Where the pointer is, as a place in `times`. */
  onPoint?: (index: number | null) => void;
}

type Latest = RefObject<ChartFacts>;

const FONT = "12px system-ui, sans-serif";
/** A click is no zoom. */
const LEAST_DRAG_PX = 6;
const FOOT_PX = 4;
const LEAST_SHADE_PX = 2;
const DASHES = { area: undefined, solid: undefined, dashed: [7, 4], dotted: [2, 3] };

export function optionsOf(
  lines: readonly ChartLine[],
  latest: Latest,
): Omit<uPlot.Options, "width" | "height"> {
  return {
    ms: 1,
    legend: { show: false },
    padding: [10, 8, 0, 0],
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [latest.current.start, latest.current.end] },
      y: { range: (_, __, most) => [0, heightOf(most, latest.current.limit ?? 0)] },
    },
    axes: [timeAxis(latest), valueAxis(latest)],
    series: [{}, ...lines.map(seriesOf)],
    hooks: {
      drawClear: [(chart) => drawShades(chart, latest.current.shades ?? [])],
      draw: [(chart) => drawOver(chart, latest.current)],
      setSelect: [(chart) => select(chart, latest.current)],
      setCursor: [(chart) => latest.current.onPoint?.(chart.cursor.idx ?? null)],
    },
  };
}

/** A limit far above all that was measured is not drawn: it would press the rest to the ground. */
function heightOf(most: number, limit: number): number {
  if (!(most > 0)) return 1;
  return (limit > 3 * most ? most : Math.max(most, limit)) * 1.08;
}

/** Read when it is drawn: a canvas knows nothing of the page's variables. */
export const colour = (tone: Tone | "line"): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${tone}`).trim();

function seriesOf({ look, tone }: ChartLine): uPlot.Series {
  const isArea = look === "area";
  const dash = DASHES[look];
  return {
    stroke: () => colour(tone),
    width: isArea ? 0.5 : look === "solid" ? 1.8 : 1.3,
    ...(isArea && { fill: () => colour(tone) }),
    ...(dash && { dash }),
    spanGaps: false,
  };
}

function timeAxis(latest: Latest): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => colour("ink-soft"),
    grid: { show: false },
    ticks: { stroke: () => colour("line"), width: 1, size: 5 },
    space: 74,
    size: 32,
    values: (_, times, __, ___, step) => times.map((time) => latest.current.formatTime(time, step)),
  };
}

function valueAxis(latest: Latest): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => colour("ink-soft"),
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { show: false },
    space: 44,
    size: 58,
    values: (_, values) => values.map((value) => latest.current.formatValue(value)),
  };
}

function eachShade(
  chart: uPlot,
  shades: readonly Shade[],
  draw: (x: number, width: number, tone: Tone) => void,
): void {
  const { left, width } = chart.bbox;
  for (const { start, end, tone } of shades) {
    const from = Math.max(left, chart.valToPos(start, "x", true));
    const to = Math.min(left + width, chart.valToPos(end, "x", true));
    draw(from, Math.max(to - from, LEAST_SHADE_PX * devicePixelRatio), tone);
  }
}

/** Behind everything: softly, as high as the picture. */
function drawShades(chart: uPlot, shades: readonly Shade[]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.globalAlpha = 0.2;
  eachShade(chart, shades, (x, width, tone) => {
    ctx.fillStyle = colour(tone);
    ctx.fillRect(x, bbox.top, width, bbox.height);
  });
  ctx.restore();
}

/** Over everything: at the foot what the shades are, where no area hides it, and the limit. */
function drawOver(chart: uPlot, { shades, limit }: ChartFacts): void {
  const { ctx, bbox } = chart;
  const foot = FOOT_PX * devicePixelRatio;
  ctx.save();
  eachShade(chart, shades ?? [], (x, width, tone) => {
    ctx.fillStyle = colour(tone);
    ctx.fillRect(x, bbox.top + bbox.height - foot, width, foot);
  });
  if (limit && limit <= (chart.scales.y?.max ?? 0)) {
    const y = chart.valToPos(limit, "y", true);
    ctx.strokeStyle = colour("degraded-fill");
    ctx.setLineDash([]);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function select(chart: uPlot, { onZoom }: ChartFacts): void {
  const { left, width } = chart.select;
  if (width < LEAST_DRAG_PX) return;
  const [start, end] = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom?.(Math.round(start), Math.round(end));
}
