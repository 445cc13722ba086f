import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { WorkspacePingKeyAnswer } from "@/api/schema";

const MOST_TAGS = 100;

export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/workspace", { signal })),
});

/** Null: there is none. */
export const workspacePingKeyQuery = queryOptions({
  queryKey: ["workspace", "ping-key"],
  queryFn: ({ signal }): Promise<WorkspacePingKeyAnswer | null> =>
    told(api.GET("/api/v1/ping-key", { signal })).catch((error: unknown) => {
      if (refusalOf(error).status === 404) return null;
      throw error;
    }),
});

/** The first of the tags in use. */
export const tagsQuery = queryOptions({
  queryKey: ["monitors", "tags", "of-workspace"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/tags", { params: { query: { limit: MOST_TAGS } }, signal })),
});
