"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { Standing } from "@/dashboard/sentence";
import { STATES } from "@/monitors/states";
import { classes } from "@/ui/classes";
import { StateIcon, stateText } from "@/ui/state-mark";

/** How many in each state, along the foot. */
export function Counts({ standing }: { standing: Standing }) {
  const t = useTranslations("common.states");
  const format = useFormatter();
  const rows = [
    ...STATES.map((state) => ({ state, count: standing.states[state] })),
    { state: "paused" as const, count: standing.paused },
    { state: "maintenance" as const, count: standing.maintenance },
  ];
  return (
    <dl className="mt-auto flex flex-wrap gap-x-[4vmin] gap-y-[1vmin]">
      {rows.map(({ state, count }) => (
        <div key={state} className="flex items-center gap-[1vmin]">
          <StateIcon state={state} className="size-[max(1.25rem,3vmin)]" />
          <dt className="order-last text-[max(1rem,2.2vmin)] text-ink-soft">{t(state)}</dt>
          <dd
            className={classes(
              "figures text-[max(1.25rem,3.6vmin)]",
              count > 0 ? `font-bold ${stateText(state)}` : "font-normal text-ink-soft",
            )}
          >
            {format.number(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
