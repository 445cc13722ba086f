import type { Moment } from "./escalation";

/** What stays free at both ends, for the marks at the first and the last moment. */
export const INSET = 14;

export interface Lane {
  key: string;
  name: string;
  moments: readonly Moment[];
}

/** One who is told, and when. */
export function LaneView({
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
