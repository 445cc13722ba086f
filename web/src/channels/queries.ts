import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import { byCursor } from "@/api/queries";
import type { PreviewDraft } from "@/api/schema";
import { withSchemaTexts } from "@/i18n/schema-texts";

const PAGE = 100;
const LATEST_INCIDENTS = 20;

/** Channels by name, and how each does: the newest of it is half a minute old. */
export const channelsQuery = infiniteQueryOptions({
  queryKey: ["channels", "list"],
  queryFn: ({ pageParam, signal }) =>
    told(
      api.GET("/api/v1/channels", {
        params: { query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ),
  ...byCursor,
  refetchInterval: 30_000,
});

export const channelKindsQuery = queryOptions({
  queryKey: ["channel-kinds"],
  queryFn: ({ client, signal }) =>
    withSchemaTexts(client, told(api.GET("/api/v1/channel-kinds", { signal }))),
  select: (page) => page.items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** A channel to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedChannelQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-channel", id],
    queryFn: ({ signal }) =>
      toldWithTag(api.GET("/api/v1/channels/{channel_id}", { params: { path: { channel_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Who may name a channel, besides other channels. */
export const policyUsersQuery = queryOptions({
  queryKey: ["policies", "users-of-channels"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/policies", { params: { query: { limit: PAGE } }, signal })),
  select: (page) => page.items,
});

export const rotationUsersQuery = queryOptions({
  queryKey: ["rotations", "users-of-channels"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/rotations", { params: { query: { limit: PAGE } }, signal })),
  select: (page) => page.items,
});

/** How a message would read. Refused as the templates would be. */
export const previewQuery = (draft: PreviewDraft) =>
  queryOptions({
    queryKey: ["channel-preview", draft],
    queryFn: ({ signal }) => told(api.POST("/api/v1/channels/preview", { body: draft, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

export const latestIncidentsQuery = queryOptions({
  queryKey: ["incidents", "latest"],
  queryFn: ({ signal }) =>
    told(api.GET("/api/v1/incidents", { params: { query: { limit: LATEST_INCIDENTS } }, signal })),
  select: (page) => page.items,
});
