"use client";

import { useFormatter, useTranslations } from "use-intl";
import { STATES } from "@/monitors/states";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { type ShownState, StateIcon } from "@/ui/state-mark";
import type { Standing } from "./sentence";

const FILLS: Record<ShownState, string> = {
  down: "fill-down-fill",
  degraded: "fill-degraded-fill",
  unknown: "fill-unknown-fill",
  up: "fill-up-fill",
  paused: "fill-idle-fill",
  maintenance: "fill-idle-fill",
};

/** A state of which there are few is drawn at least so wide, of a hundred. */
const LEAST = 2.5;
const GAP = 0.5;

/** How many monitors are in each state; each leads to them. */
export function StatesCard({ standing }: { standing: Standing }) {
  const t = useTranslations("dashboard.states");
  const states = useTranslations("common.states");
  const format = useFormatter();
  const rows: { state: ShownState; count: number; href: string }[] = [
    ...STATES.map((state) => ({
      state,
      count: standing.states[state],
      href: `/monitors?state=${state}`,
    })),
    { state: "paused", count: standing.paused, href: "/monitors?paused=true" },
    { state: "maintenance", count: standing.maintenance, href: "/monitors?maintenance=true" },
  ];
  return (
    <Card
      title={t("title")}
      aside={
        <Link href="/monitors" className="link text-sm">
          {t("all", { count: standing.all })}
        </Link>
      }
    >
      {/* Maintenance lies over a state: it is no part of the whole. */}
      <Proportions parts={rows.filter(({ state }) => state !== "maintenance")} />
      <ul className="mt-2 grid">
        {rows.map(({ state, count, href }) => (
          <li key={state}>
            <Link
              href={href}
              className="-mx-2 flex min-h-9 items-center gap-2.5 rounded-lg px-2 hover:bg-sunken pointer-coarse:min-h-11"
            >
              <StateIcon state={state} />
              <span className={count === 0 ? "text-ink-soft" : ""}>{states(state)}</span>{" "}
              <span className={`figures ml-auto ${count === 0 ? "text-ink-faint" : "font-semibold"}`}>
                {format.number(count)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The list below says the same in words. */
function Proportions({ parts }: { parts: { state: ShownState; count: number }[] }) {
  const some = parts.filter(({ count }) => count > 0);
  const total = some.reduce((sum, { count }) => sum + count, 0);
  const wide = some.map(({ state, count }) => ({ state, width: Math.max(LEAST, (count / total) * 100) }));
  const drawn = wide.reduce((sum, { width }) => sum + width, 0);
  let at = 0;
  return (
    <svg aria-hidden viewBox="0 0 100 6" preserveAspectRatio="none" className="h-3 w-full rounded-full">
      {wide.map(({ state, width }, index) => {
        const x = at;
        at += (width / drawn) * 100;
        // A gap after the last one would keep the bar's round end empty.
        const gap = index === wide.length - 1 ? 0 : GAP;
        return <rect key={state} x={x} width={at - x - gap} height={6} className={FILLS[state]} />;
      })}
    </svg>
  );
}
