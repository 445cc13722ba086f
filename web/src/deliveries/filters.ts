"use client";

import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";

export const VIEWS = ["messages", "attempts"] as const;
export const STATUSES = ["pending", "sent", "failed", "dropped"] as const;
export const OUTCOMES = ["sent", "temporary", "permanent"] as const;

const parsers = {
  view: parseAsStringLiteral(VIEWS).withDefault("messages"),
  status: parseAsStringLiteral(STATUSES),
  outcome: parseAsStringLiteral(OUTCOMES),
  channel: parseAsInteger,
  incident: parseAsInteger,
};

/** What the log shows, as it stands in the address. */
export function useFilters() {
  const [filters, change] = useQueryStates(parsers, { history: "replace" });
  return { filters, change };
}

export type FilterChoice = ReturnType<typeof useFilters>;
