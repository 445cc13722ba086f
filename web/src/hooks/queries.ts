import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import { byCursor } from "@/api/queries";
import { withSchemaTexts } from "@/i18n/schema-texts";

const PAGE = 100;
const AGAIN_MS = 15_000;

/** By name, and how each does. */
export const hooksQuery = infiniteQueryOptions({
  queryKey: ["hooks", "list"],
  queryFn: ({ pageParam, signal }) =>
    told(api.GET("/api/v1/hooks", { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
  ...byCursor,
  refetchInterval: AGAIN_MS,
});

export const hookKindsQuery = queryOptions({
  queryKey: ["hook-kinds"],
  queryFn: ({ client, signal }) => withSchemaTexts(client, told(api.GET("/api/v1/hook-kinds", { signal }))),
  select: (page) => page.items.map((kind) => ({ ...kind, summary: kind.docs.split("\n\n")[0] ?? "" })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A hook to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedHookQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-hook", id],
    queryFn: ({ signal }) =>
      toldWithTag(api.GET("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** How a hook does now, its address, and what was wrong last. */
export const hookQuery = (id: number) =>
  queryOptions({
    queryKey: ["hooks", "one", id],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id } }, signal })),
    refetchInterval: AGAIN_MS,
  });

/** What it holds against monitors. */
export const problemsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["hooks", "problems", id],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { hook_id: id }, query: { limit: PAGE, cursor: pageParam } };
      return told(api.GET("/api/v1/hooks/{hook_id}/problems", { params, signal }));
    },
    ...byCursor,
    refetchInterval: AGAIN_MS,
  });
