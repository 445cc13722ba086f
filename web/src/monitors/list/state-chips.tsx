"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleDashed } from "lucide-react";
import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { MonitorCounts } from "@/api/schema";
import { classes } from "@/ui/classes";
import { StateIcon } from "@/ui/state-mark";
import { STATES, type State } from "../states";
import type { Conditions, FilterChoice } from "./filters";
import { countsQuery } from "./queries";

export interface ListCounts {
  /** Of those that are not paused. */
  readonly states: MonitorCounts;
  readonly paused: number;
  readonly maintenance: number;
  readonly all: number;
  /** As many as the list has, with what is chosen. */
  readonly shown: number;
}

/** What each chip would show, with everything else that is chosen. */
export function useListCounts({ filters, conditions }: FilterChoice): ListCounts | null {
  const { state: _, enabled: __, ...others } = conditions;
  const whole: Conditions = others;
  const running = useQuery(countsQuery({ ...whole, enabled: true })).data;
  const overlaid = useQuery(countsQuery(whole)).data;
  return useMemo(() => {
    if (!running || !overlaid) return null;
    const sum = (states: readonly State[]) => states.reduce((total, state) => total + running[state], 0);
    const all = sum(STATES) + overlaid.paused;
    const chosen = filters.state.length > 0 ? sum(filters.state) : all;
    return {
      states: running,
      paused: overlaid.paused,
      maintenance: overlaid.maintenance,
      all,
      shown: filters.paused ? overlaid.paused : chosen,
    };
  }, [running, overlaid, filters]);
}

/** How many there are in each state; pressing one shows them. */
export function StateChips({ choice, counts }: { choice: FilterChoice; counts: ListCounts | null }) {
  const t = useTranslations("monitors.chips");
  const states = useTranslations("common.states");
  const { filters, change } = choice;
  const toggle = (state: State) =>
    change({
      paused: false,
      state: filters.state.includes(state)
        ? filters.state.filter((one) => one !== state)
        : [...filters.state, state],
    });
  const isAll = filters.state.length === 0 && !filters.paused && !filters.maintenance;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a look of its own
    <div
      role="group"
      aria-label={t("label")}
      className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:flex-wrap sm:px-0.5"
    >
      <Chip
        icon={<CircleDashed aria-hidden className="size-4 text-ink-faint" />}
        label={t("all")}
        count={counts?.all}
        isOn={isAll}
        onPress={() => change({ state: [], paused: false, maintenance: false })}
      />
      {STATES.map((state) => (
        <Chip
          key={state}
          icon={<StateIcon state={state} className="size-4" />}
          label={states(state)}
          count={counts?.states[state]}
          isOn={!filters.paused && filters.state.includes(state)}
          onPress={() => toggle(state)}
        />
      ))}
      <Chip
        icon={<StateIcon state="paused" className="size-4" />}
        label={states("paused")}
        count={counts?.paused}
        isOn={filters.paused}
        onPress={() => change({ paused: !filters.paused, state: [] })}
      />
      <Chip
        icon={<StateIcon state="maintenance" className="size-4" />}
        label={states("maintenance")}
        count={counts?.maintenance}
        isOn={filters.maintenance}
        onPress={() => change({ maintenance: !filters.maintenance })}
      />
    </div>
  );
}

function Chip({
  icon,
  label,
  count,
  isOn,
  onPress,
}: {
  icon: React.ReactNode;
  label: string;
  count: number | undefined;
  isOn: boolean;
  onPress: () => void;
}) {
  const format = useFormatter();
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className={classes(
        "inline-flex min-h-8.5 shrink-0 items-center gap-1.5 rounded-full border px-3 text-sm transition-colors pointer-coarse:min-h-11",
        isOn
          ? "border-accent bg-accent-soft font-semibold text-accent-strong"
          : "bg-surface text-ink-soft hover:text-ink",
      )}
    >
      {icon}
      {label}{" "}
      <span className={classes("figures", !isOn && "text-ink")}>
        {count === undefined ? "" : format.number(count)}
      </span>
    </button>
  );
}
