import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { byCursor } from "@/api/queries";
import type { DeliveryOutcome, NotificationStatus } from "@/api/schema";

const AGAIN_MS = 15_000;
const PAGE_SIZE = 50;
const MOST_ATTEMPTS = 50;
const MOST_CHANNELS = 100;

export interface NotificationsAsked {
  status?: NotificationStatus;
  channel_id?: number;
  incident_id?: number;
}

/** What is to be said, was said or could not be said, the newest first. */
export const notificationPagesQuery = (asked: NotificationsAsked) =>
  infiniteQueryOptions({
    queryKey: ["notifications", asked],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, cursor: pageParam, limit: PAGE_SIZE };
      return told(api.GET("/api/v1/notifications", { params: { query }, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

export interface AttemptsAsked {
  outcome?: DeliveryOutcome;
  channel_id?: number;
}

/** Every single attempt, the newest first. */
export const attemptPagesQuery = (asked: AttemptsAsked) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", "pages", asked],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, cursor: pageParam, limit: PAGE_SIZE };
      return told(api.GET("/api/v1/deliveries", { params: { query }, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

/** The attempts at saying one thing, the newest first. */
export const attemptsOfQuery = (notification: number) =>
  queryOptions({
    queryKey: ["deliveries", "of", notification],
    queryFn: ({ signal }) => {
      const query = { notification_id: notification, limit: MOST_ATTEMPTS };
      return told(api.GET("/api/v1/deliveries", { params: { query }, signal }));
    },
    select: (page) => page.items,
    refetchInterval: AGAIN_MS,
  });

/** What channels are called, by id. */
export function useChannelNames(): ReadonlyMap<number, string> {
  const { data } = useQuery({
    queryKey: ["channels", "names"],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/channels", { params: { query: { limit: MOST_CHANNELS } }, signal })),
    select: namesOf,
    staleTime: 60_000,
  });
  return data ?? NOBODY;
}

const NOBODY: ReadonlyMap<number, string> = new Map();

const namesOf = (page: { items: readonly { id: number; name: string }[] }) =>
  new Map(page.items.map(({ id, name }) => [id, name]));
