import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

/** How somebody gets in here: for everybody to know, signed in or not. */
export const waysQuery = queryOptions({
  queryKey: ["ways"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/auth", { signal })),
  staleTime: 60_000,
});
