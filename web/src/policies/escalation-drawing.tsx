"use client";

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { duration } from "@/ui/time";
import type { Escalation, Moment } from "./escalation";
import { keyOf, type Recipients } from "./recipients";

const LANE = 46;
const HEAD = 30;
const INSET = 14;
/** Room that a label of the axis takes. */
const LABEL = 58;
const MOST_LANES = 12;

interface Lane {
  key: string;
  name: string;
  moments: readonly Moment[];
}

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
      <Legend escalation={escalation} hidden={lanes.length - shown.length} />
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

function LaneView({
  lane,
  y,
  x,
  width,
}: {
  lane: Lane;
  y: number;
  x: (at: number) => number;
  width: number;
}) {
  const middle = y + 30;
  const told = lane.moments.filter((moment) => !moment.isPassed);
  const first = told[0];
  return (
    <g>
      <text x={0} y={y + 13} className="fill-ink font-medium text-[0.8125rem]">
        {shortened(lane.name, width)}
      </text>
      <line x1={INSET} x2={width - INSET} y1={middle} y2={middle} className="stroke-line" strokeWidth={2} />
      {first && (
        <line
          x1={x(first.at)}
          x2={width - INSET}
          y1={middle}
          y2={middle}
          className="stroke-accent"
          strokeWidth={2}
          opacity={0.45}
        />
      )}
      {lane.moments.map((moment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several may be at one moment
        <Mark key={index} moment={moment} x={x(moment.at)} y={middle} />
      ))}
    </g>
  );
}

/** A step is a numbered disc, a reminder a small one, what is passed over a ring with nothing in it. */
function Mark({ moment, x, y }: { moment: Moment; x: number; y: number }) {
  if (moment.isPassed)
    return (
      <circle
        data-mark="passed"
        cx={x}
        cy={y}
        r={8}
        strokeWidth={2}
        strokeDasharray="3 3"
        className="fill-surface stroke-line-strong"
      />
    );
  if (moment.step === null)
    return <circle data-mark="reminder" cx={x} cy={y} r={5} className="fill-accent" />;
  return (
    <g data-mark="step">
      <circle cx={x} cy={y} r={10} className="fill-accent" />
      <text
        x={x}
        y={y + 4}
        textAnchor="middle"
        className="figures fill-on-accent font-semibold text-[0.6875rem]"
      >
        {moment.step}
      </text>
    </g>
  );
}

const shortened = (name: string, width: number): string => {
  const most = Math.max(12, Math.floor(width / 8));
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
};

function Legend({ escalation, hidden }: { escalation: Escalation; hidden: number }) {
  const t = useTranslations("policies.picture.legend");
  const has = (test: (moment: Moment) => boolean) => escalation.moments.some(test);
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-sm">
      <LegendItem mark={<span className="size-3.5 rounded-full bg-accent" />}>{t("step")}</LegendItem>
      {has((moment) => moment.step === null) && (
        <LegendItem mark={<span className="size-2 rounded-full bg-accent" />}>{t("reminder")}</LegendItem>
      )}
      {has((moment) => moment.isPassed) && (
        <LegendItem
          mark={<span className="size-3.5 rounded-full border-2 border-line-strong border-dashed" />}
        >
          {t("passed")}
        </LegendItem>
      )}
      {escalation.quiet.length > 0 && (
        <LegendItem mark={<span className="h-3.5 w-4 rounded-sm border bg-idle-soft" />}>
          {t("quiet")}
        </LegendItem>
      )}
      {hidden > 0 && <li>{t("more", { count: hidden })}</li>}
    </ul>
  );
}

function LegendItem({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <span aria-hidden className="inline-flex w-4 justify-center">
        {mark}
      </span>
      {children}
    </li>
  );
}

/** Of the element, as it is laid out: the text of a picture that is scaled could not be read on a phone. */
function useWidth() {
  const box = useRef<HTMLDivElement & HTMLParagraphElement>(null);
  const [width, setWidth] = useState(480);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  });
  return [box, width] as const;
}
