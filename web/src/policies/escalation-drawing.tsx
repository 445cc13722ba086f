"use client";

import { useId } from "react";
import { useTranslations } from "use-intl";
import { duration } from "@/ui/time";
import { useWidth } from "@/ui/use-width";
import type { Escalation, Moment } from "./escalation";
import { INSET, type Lane, LaneView } from "./escalation-lane";
import { EscalationLegend } from "./escalation-legend";
import { keyOf, type Recipients } from "./recipients";

const LANE = 46;
const HEAD = 30;
/** Room that a label of the axis takes. */
const LABEL = 58;
const MOST_LANES = 12;

function lanesOf({ moments }: Escalation, { nameOf }: Recipients): Lane[] {
  const lanes = new Map<string, { name: string; moments: Moment[] }>();
  for (const moment of moments) {
    for (const target of moment.targets) {
      const key = keyOf(target);
      const lane = lanes.get(key) ?? { name: nameOf(target), moments: [] };
      lane.moments.push(moment);
      lanes.set(key, lane);
    }
  }
  return [...lanes].map(([key, lane]) => ({ key, ...lane }));
}

/** A lane for each who is told, in which they are told from left to right. */
export function EscalationDrawing({
  escalation,
  recipients,
  title,
}: {
  escalation: Escalation;
  recipients: Recipients;
  title: string;
}) {
  const t = useTranslations("policies.picture");
  const [box, width] = useWidth();
  const hatch = useId();
  const lanes = lanesOf(escalation, recipients);
  const shown = lanes.slice(0, MOST_LANES);
  if (lanes.length === 0)
    return (
      <p ref={box} className="rounded-lg bg-sunken px-3.5 py-6 text-center text-ink-soft">
        {t("nobody")}
      </p>
    );
  const height = HEAD + shown.length * LANE + 6;
  const x = scaleOf(escalation, width);
  return (
    <div ref={box} className="min-w-0">
      <svg
        role="img"
        aria-label={t("label", { name: title })}
        width={width}
        height={height}
        className="block max-w-full"
      >
        <defs>
          <pattern
            id={hatch}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="7" strokeWidth="2.5" className="stroke-idle-fill" />
          </pattern>
        </defs>
        {escalation.quiet.map((span) => {
          const [from, to] = [x(Math.max(0, span.from)), Math.min(width, x(span.to))];
          return (
            <g key={span.from} data-part="quiet">
              <rect
                x={from}
                y={HEAD - 6}
                width={Math.max(2, to - from)}
                height={height - HEAD + 6}
                className="fill-idle-soft"
              />
              <rect
                x={from}
                y={HEAD - 6}
                width={Math.max(2, to - from)}
                height={height - HEAD + 6}
                fill={`url(#${hatch})`}
                opacity={0.45}
              />
            </g>
          );
        })}
        <Axis escalation={escalation} x={x} height={height} width={width} />
        {shown.map((lane, index) => (
          <LaneView key={lane.key} lane={lane} y={HEAD + index * LANE} x={x} width={width} />
        ))}
      </svg>
      <EscalationLegend escalation={escalation} hidden={lanes.length - shown.length} />
    </div>
  );
}

/** By the square root of each wait: minutes are told apart beside hours, and a night does not push them together. */
function scaleOf({ moments }: Escalation, width: number): (at: number) => number {
  const times = [...new Set([0, ...moments.map((moment) => moment.at)])].sort((one, other) => one - other);
  const places = [0];
  for (const [index, at] of times.entries())
    if (index > 0) places.push((places[index - 1] ?? 0) + Math.sqrt(at - (times[index - 1] ?? 0)));
  const room = Math.max(1, width - 2 * INSET - 22);
  const unit = room / Math.max(1, places.at(-1) ?? 1);
  return (at) => {
    const next = times.findIndex((time) => time >= at);
    if (next < 0) return width;
    const [from, to] = [times[next - 1] ?? 0, times[next] ?? 0];
    const [left, right] = [places[next - 1] ?? 0, places[next] ?? 0];
    const share = to > from ? (at - from) / (to - from) : 1;
    return INSET + unit * (left + (right - left) * share);
  };
}

function Axis({
  escalation,
  x,
  height,
  width,
}: {
  escalation: Escalation;
  x: (at: number) => number;
  height: number;
  width: number;
}) {
  const t = useTranslations("policies.picture");
  const times = [...new Set([0, ...escalation.moments.map((moment) => moment.at)])].sort((a, b) => a - b);
  let free = 0;
  return times.map((at) => {
    const isFirst = x(at) <= INSET + 1;
    const isLast = x(at) > width - LABEL;
    const left = isFirst ? x(at) - INSET : isLast ? x(at) - LABEL + INSET : x(at) - LABEL / 2;
    const hasRoom = left >= free;
    if (hasRoom) free = left + LABEL;
    return (
      <g key={at}>
        <line x1={x(at)} x2={x(at)} y1={HEAD - 6} y2={height} strokeDasharray="2 4" className="stroke-line" />
        {hasRoom && (
          <text
            x={isFirst ? 0 : isLast ? x(at) + INSET : x(at)}
            y={14}
            textAnchor={isFirst ? "start" : isLast ? "end" : "middle"}
            className="figures fill-ink-soft text-xs"
          >
            {at === 0 ? t("begins") : `+${duration(at)}`}
          </text>
        )}
      </g>
    );
  });
}
