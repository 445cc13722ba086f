import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { byCursor } from "@/api/queries";
import type { ResultAnswer, TransitionAnswer } from "@/api/schema";
import { SPAN_MS, type Span, type Stretch } from "./chart-range";

/** On a page of a list that is read on with a button. */
const PAGE = 25;
/** Of changes within a chart; of more than that, the single results speak. */
const MOST_SHADES = 100;
const OFTEN_MS = 60_000;

const of = (id: number) => ({ monitor_id: id });

export interface SeriesFilter {
  readonly span: Span;
  readonly zoom: Stretch | null;
  readonly region: string | null;
}

/** Latency over time, and the changes of state since its start. */
export const seriesQuery = (id: number, { span, zoom, region }: SeriesFilter) =>
  queryOptions({
    queryKey: ["monitor", id, "series", span, zoom, region],
    queryFn: async ({ signal }) => {
      const end = zoom?.end ?? Date.now();
      const start = zoom?.start ?? end - SPAN_MS[span];
      const from = new Date(start).toISOString();
      const range = { start: from, end: new Date(end).toISOString(), ...(region && { region }) };
      const [series, changes] = await Promise.all([
        told(
          api.GET("/api/v1/monitors/{monitor_id}/series", { params: { path: of(id), query: range }, signal }),
        ),
        told(
          api.GET("/api/v1/monitors/{monitor_id}/transitions", {
            params: { path: of(id), query: { start: from, limit: MOST_SHADES } },
            signal,
          }),
        ),
      ]);
      const transitions: TransitionAnswer[] | null = changes.next_cursor === null ? changes.items : null;
      return { series, transitions, stretch: { start, end } };
    },
    placeholderData: keepPreviousData,
  });

export const availabilityQuery = (id: number) =>
  queryOptions({
    queryKey: ["monitor", id, "availability"],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/monitors/{monitor_id}/availability", { params: { path: of(id) }, signal })),
    refetchInterval: OFTEN_MS,
  });

export const barsQuery = (id: number) =>
  queryOptions({
    queryKey: ["monitor", id, "bars"],
    queryFn: async ({ signal }) => {
      const params = { path: of(id), query: { include: ["bars" as const] } };
      const monitor = await told(api.GET("/api/v1/monitors/{monitor_id}", { params, signal }));
      return monitor.bars ?? null;
    },
    refetchInterval: 5 * OFTEN_MS,
  });

export interface ResultFilter {
  readonly region: string | null;
  readonly isFailingOnly: boolean;
}

const NOT_UP: ResultAnswer["verdict"][] = ["degraded", "down", "unknown"];

export const resultsQuery = (id: number, { region, isFailingOnly }: ResultFilter) =>
  infiniteQueryOptions({
    queryKey: ["monitor", id, "results", region, isFailingOnly],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        cursor: pageParam,
        ...(region && { region }),
        ...(isFailingOnly && { verdict: NOT_UP }),
      };
      const params = { path: of(id), query };
      return told(api.GET("/api/v1/monitors/{monitor_id}/results", { params, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
  });

/** What names a result of a monitor. */
export type ResultName = Pick<ResultAnswer, "region" | "scheduled_at">;

/** One result with its evidence and the last good one. Neither changes much. */
export const resultQuery = (id: number, { region, scheduled_at }: ResultName) =>
  queryOptions({
    queryKey: ["result", id, region, scheduled_at],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/monitors/{monitor_id}/results/{region}/{scheduled_at}", {
          params: { path: { monitor_id: id, region, scheduled_at } },
          signal,
        }),
      ),
    staleTime: 5 * OFTEN_MS,
  });

export const transitionsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["monitor", id, "transitions"],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: of(id), query: { limit: PAGE, cursor: pageParam } };
      return told(api.GET("/api/v1/monitors/{monitor_id}/transitions", { params, signal }));
    },
    ...byCursor,
  });

export const monitorIncidentsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["monitor", id, "incidents"],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: of(id), query: { limit: PAGE, cursor: pageParam } };
      return told(api.GET("/api/v1/monitors/{monitor_id}/incidents", { params, signal }));
    },
    ...byCursor,
  });

export const marksQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["monitor", id, "marks"],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: of(id), query: { limit: PAGE, cursor: pageParam } };
      return told(api.GET("/api/v1/monitors/{monitor_id}/marks", { params, signal }));
    },
    ...byCursor,
  });

/** Silences that hold now and name this monitor itself; of those that hold for it by tag, nothing says so. */
export const silencesQuery = (id: number) =>
  queryOptions({
    queryKey: ["silences", "of-monitor", id],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/silences", { params: { query: { status: "active" as const, limit: 100 } }, signal }),
      ),
    select: (page) =>
      page.items.filter(({ match }) => Array.isArray(match.monitors) && match.monitors.includes(id)),
    refetchInterval: OFTEN_MS,
  });

export const pingKeyQuery = (id: number) =>
  queryOptions({
    queryKey: ["monitor", id, "ping-key"],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/monitors/{monitor_id}/ping-key", { params: { path: of(id) }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const pingsQuery = (id: number, isFailingOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: ["monitor", id, "pings", isFailingOnly],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, cursor: pageParam, ...(isFailingOnly && { signal: ["fail" as const] }) };
      const params = { path: of(id), query };
      return told(api.GET("/api/v1/monitors/{monitor_id}/pings", { params, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
  });

export const pingBodyQuery = (id: number, ping: number) =>
  queryOptions({
    queryKey: ["ping-body", id, ping],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/monitors/{monitor_id}/pings/{ping_id}/body", {
          params: { path: { monitor_id: id, ping_id: ping } },
          parseAs: "text",
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where the badges are. It is a POST, for addresses of what is not public are signed with it; it changes nothing. */
export const badgesQuery = (id: number) =>
  queryOptions({
    queryKey: ["monitor", id, "badges"],
    queryFn: ({ signal }) =>
      told(api.POST("/api/v1/monitors/{monitor_id}/badge-urls", { params: { path: of(id) }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
