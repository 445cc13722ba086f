import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/members", { signal })),
  select: (page) => page.items,
  refetchInterval: 60_000,
});

/** Those that are open, or all that there ever were; without their links. */
export const invitationsQuery = (isAll: boolean) =>
  queryOptions({
    queryKey: ["invitations", isAll],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/invitations", { params: { query: { all: isAll } }, signal })),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

/** What roles may do, and what the scopes of API keys stand for. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/roles", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});
