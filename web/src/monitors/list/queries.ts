import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import type { Conditions } from "./filters";

/** How many monitors are in each state. */
export const countsQuery = (conditions: Conditions = {}) =>
  queryOptions({
    queryKey: ["monitors", "counts", conditions],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/monitors/counts", { params: { query: conditions }, signal })),
    placeholderData: keepPreviousData,
  });

const MOST_TAGS = 1_000;
const TAGS_A_PAGE = 100;

/** The tags in use, by name; of very many the first ones. */
export const tagsQuery = queryOptions({
  queryKey: ["tags"],
  queryFn: async ({ signal }) => {
    const tags: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor: string | null } = { limit: TAGS_A_PAGE, cursor };
      const page = await told(api.GET("/api/v1/tags", { params: { query }, signal }));
      tags.push(...page.items.map((one) => one.tag));
      cursor = page.next_cursor;
    } while (cursor !== null && tags.length < MOST_TAGS);
    return tags;
  },
  staleTime: 60_000,
});
