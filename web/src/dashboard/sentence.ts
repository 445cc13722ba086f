"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { MonitorCounts } from "@/api/schema";
import { countsQuery } from "@/monitors/list/queries";
import { STATES } from "@/monitors/states";
import type { ShownState } from "@/ui/state-mark";

const TROUBLES = ["down", "degraded", "unknown"] as const;

export interface Standing {
  /** Of monitors that are not paused. */
  readonly states: MonitorCounts;
  readonly paused: number;
  readonly maintenance: number;
  readonly all: number;
  /** The worst state that any monitor is in. */
  readonly worst: ShownState;
}

/** How the workspace stands; null until it is known. */
export function useStanding(): { standing: Standing | null; error: unknown; retry: () => void } {
  const running = useQuery(countsQuery({ enabled: true }));
  const whole = useQuery(countsQuery());
  return {
    standing: running.data && whole.data ? standingOf(running.data, whole.data) : null,
    error: running.error ?? whole.error,
    retry: () => {
      void running.refetch();
      void whole.refetch();
    },
  };
}

export function standingOf(running: MonitorCounts, whole: MonitorCounts): Standing {
  const { paused, maintenance } = whole;
  const watched = STATES.reduce((sum, state) => sum + running[state], 0);
  const worst = STATES.find((state) => running[state] > 0) ?? (paused > 0 ? "paused" : "unknown");
  return { states: running, paused, maintenance, all: watched + paused, worst };
}

/** How are we, in one sentence. */
export function useSentence(): (standing: Standing) => string {
  const t = useTranslations("dashboard.sentence");
  return ({ states, all, worst }) => {
    if (all === 0) return t("none");
    if (worst === "paused") return t("paused", { count: all });
    if (worst === "up") return t("up", { count: states.up });
    const bad = TROUBLES.filter((state) => states[state] > 0);
    // Only the first one says what they are: "2 monitors are down, 1 degraded".
    const parts = bad.map((state, index) =>
      t(`${index === 0 ? "first" : "then"}.${state}`, { count: states[state] }),
    );
    return t("trouble", { parts: parts.join(", "), rest: t("rest", { count: states.up }) });
  };
}
