import {
  CircleCheck,
  CircleHelp,
  CirclePause,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
  Wrench,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { classes } from "./classes";

/** The four states, and what lies over them. */
export type ShownState = "up" | "degraded" | "down" | "unknown" | "paused" | "maintenance";

/** A shape for each, so that nobody has to tell colours apart. */
const ICONS: Record<ShownState, LucideIcon> = {
  up: CircleCheck,
  degraded: TriangleAlert,
  down: OctagonX,
  unknown: CircleHelp,
  paused: CirclePause,
  maintenance: Wrench,
};

const TEXT: Record<ShownState, string> = {
  up: "text-up",
  degraded: "text-degraded",
  down: "text-down",
  unknown: "text-unknown",
  paused: "text-idle",
  maintenance: "text-idle",
};

const PILL: Record<ShownState, string> = {
  up: "bg-up-soft text-up",
  degraded: "bg-degraded-soft text-degraded",
  down: "bg-down-soft text-down",
  unknown: "bg-unknown-soft text-unknown",
  paused: "bg-idle-soft text-idle",
  maintenance: "bg-idle-soft text-idle",
};

export const stateText = (state: ShownState): string => TEXT[state];

export function StateIcon({ state, className }: { state: ShownState; className?: string }) {
  const Icon = ICONS[state];
  return (
    <Icon aria-hidden className={classes("size-4.5 shrink-0", TEXT[state], className)} strokeWidth={2.25} />
  );
}

/** Shape, word and colour. */
export function StateMark({ state, className }: { state: ShownState; className?: string }) {
  const t = useTranslations("common.states");
  const Icon = ICONS[state];
  return (
    <span
      data-state={state}
      className={classes(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full py-0.5 pr-2.5 pl-1.5 font-semibold text-[0.8125rem]",
        PILL[state],
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {t(state)}
    </span>
  );
}

/** What to show of a monitor: a pause hides the state, maintenance shows beside it. */
export function shownState(monitor: { state: ShownState; enabled: boolean }): ShownState {
  return monitor.enabled ? monitor.state : "paused";
}
