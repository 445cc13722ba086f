import type { Concern, MatchAnswer, Severity } from "@/api/schema";

/** What must fit; an empty list fits everything. */
export interface Match {
  readonly monitors: readonly number[];
  readonly names: readonly string[];
  readonly kinds: readonly string[];
  readonly tags: readonly string[];
  readonly any_tags: readonly string[];
  readonly without_tags: readonly string[];
  readonly concerns: readonly Concern[];
  readonly severities: readonly Severity[];
}

/** So many monitors can be named. */
export const MOST_NAMED = 200;

export const CONCERNS = [
  "down",
  "degraded",
  "certificate",
  "late",
  "threshold",
  "region",
  "channel",
] as const satisfies readonly Concern[];

export const SEVERITIES = ["critical", "warning"] as const satisfies readonly Severity[];

export const EVERYTHING: Match = {
  monitors: [],
  names: [],
  kinds: [],
  tags: [],
  any_tags: [],
  without_tags: [],
  concerns: [],
  severities: [],
};

export const matchOf = (answer: MatchAnswer): Match => ({
  ...answer,
  concerns: answer.concerns as Concern[],
  severities: answer.severities as Severity[],
});

export const isEverything = (match: Match): boolean =>
  Object.values(match).every((list) => list.length === 0);

/** As it is sent: the client's lists are not changed by anybody, the schema's might be. */
export const sentMatch = (match: Match) => ({
  monitors: [...match.monitors],
  names: [...match.names],
  kinds: [...match.kinds],
  tags: [...match.tags],
  any_tags: [...match.any_tags],
  without_tags: [...match.without_tags],
  concerns: [...match.concerns],
  severities: [...match.severities],
});

/** Of whoever has no field for what incidents are about: rules, backtests. */
export const sentMonitorMatch = (match: Match) => {
  const { concerns: _, severities: __, ...rest } = sentMatch(match);
  return rest;
};
