"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import type { IncidentAnswer, MonitorAnswer } from "@/api/schema";
import { incidentPagesQuery } from "@/incidents/queries";
import { countsQuery } from "@/monitors/list/queries";
import { useSession } from "@/session/session";

/** More than any screen holds; how many there are in truth is counted. */
const MOST_TILES = 60;
/** Should the stream of events be silent for a reason that nobody has thought of. */
const AGAIN_MS = 30_000;

export interface Trouble {
  readonly monitor: MonitorAnswer;
  readonly incident: IncidentAnswer | null;
}

/** The monitors that are not up, the worst first, each with its incident. */
export function useTroubles(): { troubles: readonly Trouble[]; total: number } {
  const { can } = useSession();
  const conditions = { state: ["down", "degraded", "unknown"], enabled: true } as const;
  const query = { ...conditions, state: [...conditions.state] };
  const monitors = useQuery({
    queryKey: ["monitors", "wall"],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/monitors", {
          params: { query: { ...query, sort: "state", limit: MOST_TILES } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
  const counts = useQuery({ ...countsQuery(query), refetchInterval: AGAIN_MS }).data;
  const incidents = useInfiniteQuery({
    ...incidentPagesQuery({ open: true }),
    enabled: can("incidents:read"),
  });
  const known = new Map(incidents.data?.pages.flatMap((page) => page.items).map((one) => [one.id, one]));
  const items = monitors.data?.items ?? [];
  return {
    troubles: items.map((monitor) => ({ monitor, incident: known.get(monitor.incident_id ?? -1) ?? null })),
    total: Math.max(items.length, counts ? counts.down + counts.degraded + counts.unknown : 0),
  };
}
