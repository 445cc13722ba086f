import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import type { PolicyAnswer } from "@/api/schema";
import { useToast } from "@/ui/toast";
import { draftOf, formOf } from "./draft";
import { everyPolicyQuery } from "./recipients";

/** A policy to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedPolicyQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-policy", id],
    queryFn: ({ signal }) =>
      toldWithTag(api.GET("/api/v1/policies/{policy_id}", { params: { path: { policy_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

const KEY = everyPolicyQuery.queryKey;

/** Shown at once; taken back where the server refuses. */
function useOptimistic<Change>(
  apply: (policies: PolicyAnswer[], change: Change) => PolicyAnswer[],
  send: (change: Change) => Promise<unknown>,
) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: send,
    onMutate: async (change: Change) => {
      await client.cancelQueries({ queryKey: KEY });
      const before = client.getQueryData(KEY);
      if (before) client.setQueryData(KEY, apply(before, change));
      return { before };
    },
    onError: (error, _, context) => {
      if (context?.before) client.setQueryData(KEY, context.before);
      toast.failed(error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["policies"] }),
  });
}

export const useOrder = () =>
  useOptimistic<readonly number[]>(
    (policies, ids) => [...policies].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id)),
    (ids) => told(api.PUT("/api/v1/policies/order", { body: { ids: [...ids] } })),
  );

export const useEnabled = () =>
  useOptimistic<{ policy: PolicyAnswer; enabled: boolean }>(
    (policies, { policy, enabled }) =>
      policies.map((one) => (one.id === policy.id ? { ...one, enabled } : one)),
    ({ policy, enabled }) =>
      told(
        api.PUT("/api/v1/policies/{policy_id}", {
          // Of the one that is shown: what somebody else has saved meanwhile is not undone.
          params: { path: { policy_id: policy.id }, header: { "if-match": `"${policy.revision}"` } },
          body: { ...draftOf(formOf(policy)), enabled },
        }),
      ),
  );

export function useDeletePolicy(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      told(api.DELETE("/api/v1/policies/{policy_id}", { params: { path: { policy_id: id } } })),
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ queryKey: ["policies"] });
    },
  });
}
