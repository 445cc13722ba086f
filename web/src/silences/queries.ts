import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import { byCursor } from "@/api/queries";
import type { SilenceStatus } from "@/api/schema";
import type { WindowDraft } from "./draft";

/** Maintenance is a silence whose time availability leaves out; they look alike. */
export type WindowKind = "silence" | "maintenance";

const AGAIN_MS = 30_000;
const PAGE_SIZE = 50;

interface PageQuery {
  status: SilenceStatus;
  cursor: string | null;
  limit: number;
}

const CALLS = {
  silence: {
    page: (query: PageQuery, signal: AbortSignal) =>
      told(api.GET("/api/v1/silences", { params: { query }, signal })),
    get: (id: number, signal: AbortSignal) =>
      toldWithTag(api.GET("/api/v1/silences/{silence_id}", { params: { path: { silence_id: id } }, signal })),
    create: (body: WindowDraft) => told(api.POST("/api/v1/silences", { body })),
    replace: (id: number, body: WindowDraft, header: { "if-match"?: string }) => {
      const params = { path: { silence_id: id }, header };
      return told(api.PUT("/api/v1/silences/{silence_id}", { params, body }));
    },
    end: (id: number, only_occurrence: boolean) => {
      const params = { path: { silence_id: id } };
      return told(api.POST("/api/v1/silences/{silence_id}/end", { params, body: { only_occurrence } }));
    },
    remove: (id: number) =>
      told(api.DELETE("/api/v1/silences/{silence_id}", { params: { path: { silence_id: id } } })),
  },
  maintenance: {
    page: (query: PageQuery, signal: AbortSignal) =>
      told(api.GET("/api/v1/maintenance-windows", { params: { query }, signal })),
    get: (id: number, signal: AbortSignal) =>
      toldWithTag(
        api.GET("/api/v1/maintenance-windows/{window_id}", { params: { path: { window_id: id } }, signal }),
      ),
    create: (body: WindowDraft) => told(api.POST("/api/v1/maintenance-windows", { body })),
    replace: (id: number, body: WindowDraft, header: { "if-match"?: string }) => {
      const params = { path: { window_id: id }, header };
      return told(api.PUT("/api/v1/maintenance-windows/{window_id}", { params, body }));
    },
    end: (id: number, only_occurrence: boolean) => {
      const params = { path: { window_id: id } };
      return told(
        api.POST("/api/v1/maintenance-windows/{window_id}/end", { params, body: { only_occurrence } }),
      );
    },
    remove: (id: number) =>
      told(api.DELETE("/api/v1/maintenance-windows/{window_id}", { params: { path: { window_id: id } } })),
  },
};

/** What the server is asked to do with one kind. */
export const callsOf = (kind: WindowKind) => CALLS[kind];

/** Everything about one kind hangs below this. */
export const NOUNS = { silence: "silences", maintenance: "maintenance" } as const;

export const windowPagesQuery = (kind: WindowKind, status: SilenceStatus) =>
  infiniteQueryOptions({
    queryKey: [NOUNS[kind], "pages", status],
    queryFn: ({ pageParam, signal }) =>
      CALLS[kind].page({ status, cursor: pageParam, limit: PAGE_SIZE }, signal),
    ...byCursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

/** One, with how many monitors it is about, and its tag. */
export const windowQuery = (kind: WindowKind, id: number) =>
  queryOptions({
    queryKey: [NOUNS[kind], "one", id],
    queryFn: ({ signal }) => CALLS[kind].get(id, signal),
  });
