"use client";

import {
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import type { MonitorSort } from "@/api/schema";
import { STATES, type State } from "../states";

export const SORTS = ["state", "name", "-name", "-id", "id"] as const satisfies readonly MonitorSort[];

const parsers = {
  q: parseAsString.withDefault(""),
  state: parseAsArrayOf(parseAsStringLiteral(STATES)).withDefault([]),
  kind: parseAsArrayOf(parseAsString).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  paused: parseAsBoolean.withDefault(false),
  maintenance: parseAsBoolean.withDefault(false),
  sort: parseAsStringLiteral(SORTS).withDefault("state"),
};

/** What the list shows, as it stands in the address. */
export type Filters = inferParserType<typeof parsers>;

/** As the API asks for it; a state is that of monitors that are not paused. */
export interface Conditions {
  q?: string;
  state?: State[];
  kind?: string[];
  tag?: string[];
  enabled?: boolean;
  maintenance?: boolean;
}

export function conditionsOf({ q, state, kind, tag, paused, maintenance }: Filters): Conditions {
  return {
    ...(q.trim() && { q: q.trim() }),
    ...(state.length > 0 && !paused && { state, enabled: true }),
    ...(kind.length > 0 && { kind }),
    ...(tag.length > 0 && { tag }),
    ...(paused && { enabled: false }),
    ...(maintenance && { maintenance: true }),
  };
}

export interface FilterChoice {
  readonly filters: Filters;
  readonly conditions: Conditions;
  readonly isFiltered: boolean;
  readonly change: (changed: Partial<Filters>) => void;
  readonly clear: () => void;
}

export function useFilters(): FilterChoice {
  const [filters, setFilters] = useQueryStates(parsers, { history: "replace" });
  return useMemo(() => {
    const conditions = conditionsOf(filters);
    return {
      filters,
      conditions,
      isFiltered: Object.keys(conditions).length > 0,
      change: (changed) => void setFilters(changed),
      clear: () =>
        void setFilters({ q: null, state: null, kind: null, tag: null, paused: null, maintenance: null }),
    };
  }, [filters, setFilters]);
}

/** The address of the list that shows so much of it. */
export const listHref = (query: string): string => `/monitors${query && `?${query}`}`;
