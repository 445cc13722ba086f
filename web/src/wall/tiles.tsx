"use client";

import { UserCheck } from "lucide-react";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useActorName } from "@/incidents/actor";
import { classes } from "@/ui/classes";
import { type ShownState, StateIcon, stateText } from "@/ui/state-mark";
import { Duration } from "@/ui/time";
import type { Trouble } from "./troubles";

const EDGES: Record<ShownState, string> = {
  up: "border-up-fill",
  degraded: "border-degraded-fill",
  down: "border-down-fill",
  unknown: "border-unknown-fill",
  paused: "border-idle-fill",
  maintenance: "border-idle-fill",
};

/** As many as there is room for; of the others, how many. Nobody is there to scroll. */
export function Tiles({ troubles, total }: { troubles: readonly Trouble[]; total: number }) {
  const t = useTranslations("wall");
  const format = useFormatter();
  const grid = useRef<HTMLUListElement>(null);
  const room = useRoom(grid);
  const shown = total > room ? troubles.slice(0, Math.max(1, room - 1)) : troubles;
  const rest = total - shown.length;
  return (
    <ul
      ref={grid}
      aria-label={t("troubles")}
      className="grid min-h-0 grow auto-rows-min grid-cols-[repeat(auto-fill,minmax(min(100%,max(15rem,42vmin)),1fr))] content-start gap-[1.6vmin] md:overflow-hidden"
    >
      {shown.map((trouble) => (
        <Tile key={trouble.monitor.id} trouble={trouble} />
      ))}
      {rest > 0 && (
        <li className="grid min-h-[max(6.5rem,17vmin)] place-items-center rounded-2xl border-2 border-line border-dashed p-[2vmin] font-semibold text-[max(1.25rem,3.4vmin)] text-ink-soft">
          {t("more", { count: format.number(rest) })}
        </li>
      )}
    </ul>
  );
}

function Tile({ trouble: { monitor, incident } }: { trouble: Trouble }) {
  const t = useTranslations("wall");
  const states = useTranslations("common.states");
  const nameOf = useActorName();
  return (
    <li
      data-monitor={monitor.id}
      className={classes(
        "flex min-h-[max(6.5rem,17vmin)] flex-col justify-between gap-1 rounded-2xl border-l-[1.1vmin] bg-surface px-[2.2vmin] py-[1.6vmin] shadow-flat",
        EDGES[monitor.state],
      )}
    >
      <p className="line-clamp-2 break-words font-semibold text-[max(1.25rem,3.5vmin)] leading-tight">
        {monitor.name}
      </p>
      <p
        className={classes(
          "flex flex-wrap items-center gap-x-[1vmin] font-semibold text-[max(1rem,2.4vmin)]",
          stateText(monitor.state),
        )}
      >
        <StateIcon state={monitor.state} className="size-[1.2em]" />
        {states(monitor.state)}
        <Duration start={monitor.since} end={null} />
        {monitor.maintenance && <span className="text-ink-soft">{states("maintenance")}</span>}
      </p>
      {incident?.acknowledged_by && (
        <p className="flex min-w-0 items-center gap-[0.8vmin] text-[max(0.9375rem,2vmin)] text-ink-soft">
          <UserCheck aria-hidden className="size-[1.2em] shrink-0" />
          <span className="truncate">{t("atIt", { name: nameOf(incident.acknowledged_by) })}</span>
        </p>
      )}
    </li>
  );
}

/** How many tiles fit, by the first one's size. */
function useRoom(grid: RefObject<HTMLUListElement | null>): number {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const measure = () => {
      const list = grid.current;
      const tile = list?.firstElementChild;
      // On a phone the page scrolls.
      if (!list || !tile || !matchMedia("(min-width: 48rem)").matches)
        return setRoom(Number.POSITIVE_INFINITY);
      const style = getComputedStyle(list);
      const gap = Number.parseFloat(style.rowGap) || 0;
      const columns = style.gridTemplateColumns.split(" ").length;
      const tallest = Math.max(...[...list.children].map((one) => one.getBoundingClientRect().height));
      const rows = Math.floor((list.clientHeight + gap) / (tallest + gap));
      setRoom(Math.max(1, columns * rows));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (grid.current) observer.observe(grid.current);
    return () => observer.disconnect();
  });
  return room;
}
