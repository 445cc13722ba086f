import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

/** The newest first; those that work no more, too. */
export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/api-keys", { signal })),
  select: (page) => page.items,
  refetchInterval: 60_000,
});
