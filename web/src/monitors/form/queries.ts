import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import { withSchemaTexts } from "@/i18n/schema-texts";

const MOST_FOUND = 10;

/** What a monitor can be. It changes only with the server. */
export const kindsQuery = queryOptions({
  queryKey: ["kinds"],
  queryFn: ({ client, signal }) => withSchemaTexts(client, told(api.GET("/api/v1/kinds", { signal }))),
  select: (page) => page.items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const regionsQuery = queryOptions({
  queryKey: ["regions"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/regions", { signal })),
  select: (page) => page.items,
});

export const monitorSearch = (q: string) =>
  queryOptions({
    queryKey: ["monitors", "search", q],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/monitors", { params: { query: { ...(q && { q }), limit: MOST_FOUND } }, signal }),
      ),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
  });

/** A monitor to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedMonitorQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-monitor", id],
    queryFn: ({ signal }) =>
      toldWithTag(api.GET("/api/v1/monitors/{monitor_id}", { params: { path: { monitor_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
