"use client";

import {
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import { type Asked, type Period, SEVERITIES, SPANS, type Span } from "../asked";

export const STATUSES = ["open", "ended", "all"] as const;
export const PERIODS = [...(Object.keys(SPANS) as Span[]), "days"] as const;

const parsers = {
  status: parseAsStringLiteral(STATUSES).withDefault("open"),
  severity: parseAsArrayOf(parseAsStringLiteral(SEVERITIES)).withDefault([]),
  acknowledged: parseAsStringLiteral(["yes", "no"]),
  monitor: parseAsInteger,
  period: parseAsStringLiteral(PERIODS),
  from: parseAsString,
  to: parseAsString,
};

/** What the list shows, as it stands in the address. */
export type Filters = inferParserType<typeof parsers>;

export function askedOf(filters: Filters): Asked {
  const { status, severity, acknowledged, monitor } = filters;
  const period = periodIn(filters);
  return {
    ...(status !== "all" && { open: status === "open" }),
    ...(severity.length > 0 && { severity }),
    ...(acknowledged && { acknowledged: acknowledged === "yes" }),
    ...(monitor && monitor > 0 && { monitor_id: monitor }),
    ...(period && { period }),
  };
}

function periodIn({ period, from, to }: Filters): Period | null {
  return period === "days" ? { from, to } : period;
}

export interface FilterChoice {
  readonly filters: Filters;
  readonly asked: Asked;
  /** By more than whether they last. */
  readonly isFiltered: boolean;
  readonly change: (changed: Partial<Filters>) => void;
  readonly clear: () => void;
}

export function useFilters(): FilterChoice {
  const [filters, setFilters] = useQueryStates(parsers, { history: "replace" });
  return useMemo(() => {
    const asked = askedOf(filters);
    const { open: _, ...others } = asked;
    return {
      filters,
      asked,
      isFiltered: Object.keys(others).length > 0,
      change: (changed) => void setFilters(changed),
      clear: () =>
        void setFilters({
          severity: null,
          acknowledged: null,
          monitor: null,
          period: null,
          from: null,
          to: null,
        }),
    };
  }, [filters, setFilters]);
}
