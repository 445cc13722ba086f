import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

/** Those of whoever is signed in, with the deleted ones that they may restore. */
export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/workspaces", { signal })),
});
