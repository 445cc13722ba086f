import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";

const MOST_RULES = 100;
const MOST_BROKEN = 20;

const path = (rule: number) => ({ path: { rule_id: rule } });

export const rulesQuery = queryOptions({
  queryKey: ["rules", "list"],
  queryFn: ({ signal }) =>
    told(api.GET("/api/v1/rules", { params: { query: { limit: MOST_RULES } }, signal })),
  select: (page) => page.items,
});

/** What a rule has concluded: of which monitors it is broken. */
export const brokenQuery = (id: number) =>
  queryOptions({
    queryKey: ["rules", id, "broken"],
    queryFn: ({ signal }) => {
      const query = { broken: true, limit: MOST_BROKEN };
      return told(api.GET("/api/v1/rules/{rule_id}/states", { params: { ...path(id), query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

/** A rule to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedRuleQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-rule", id],
    queryFn: ({ signal }) => toldWithTag(api.GET("/api/v1/rules/{rule_id}", { params: path(id), signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export function useDeleteRule(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => told(api.DELETE("/api/v1/rules/{rule_id}", { params: path(id) })),
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
}
