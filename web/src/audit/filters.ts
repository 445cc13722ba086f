"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";

const parsers = {
  actor: parseAsString.withDefault(""),
  /** An action such as `monitor.updated`, or the beginning of some: `monitor.`. */
  action: parseAsString.withDefault(""),
  subject: parseAsString.withDefault(""),
  /** Days of the viewer's calendar, both of them within. */
  from: parseAsString.withDefault(""),
  to: parseAsString.withDefault(""),
};

/** What the trail shows, as it stands in the address. */
export interface Filters {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
}

/** As the API asks for it. */
export interface Asked {
  actor?: string;
  action?: string;
  subject?: string;
  since?: string;
  until?: string;
}

export function useFilters() {
  const [filters, change] = useQueryStates(parsers, { history: "replace" });
  const asked = useMemo(() => askedOf(filters), [filters]);
  return { filters, change, asked };
}

export type FilterChoice = ReturnType<typeof useFilters>;

export function askedOf({ actor, action, subject, from, to }: Filters): Asked {
  const since = startOf(from);
  const until = startOf(to, 1);
  return {
    ...(actor.trim() && { actor: actor.trim() }),
    ...(action && { action }),
    ...(subject && { subject }),
    ...(since && { since }),
    ...(until && { until }),
  };
}

/** When a day begins where the viewer is, or the one that many days later. Nothing for what is no day. */
function startOf(day: string, later = 0): string | undefined {
  const start = new Date(`${day}T00:00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + later);
  return start.toISOString();
}
