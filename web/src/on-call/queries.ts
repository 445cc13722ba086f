import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, told, toldWithTag } from "@/api/client";
import type { OverrideDraft } from "@/api/schema";

const MOST_OVERRIDES = 100;

const path = (rotation: number) => ({ path: { rotation_id: rotation } });

/** Who is on call now and next. It changes by itself, when people hand over. */
export const dutiesQuery = queryOptions({
  queryKey: ["rotations", "duties"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/on-call", { signal })),
  select: (page) => page.items,
  refetchInterval: 60_000,
});

export const rotationQuery = (id: number) =>
  queryOptions({
    queryKey: ["rotations", id],
    queryFn: ({ signal }) => told(api.GET("/api/v1/rotations/{rotation_id}", { params: path(id), signal })),
  });

/** A rotation to be changed, and the tag of what was read. Never read anew by itself: the form holds to what it began with. */
export const editedRotationQuery = (id: number) =>
  queryOptions({
    queryKey: ["edited-rotation", id],
    queryFn: ({ signal }) =>
      toldWithTag(api.GET("/api/v1/rotations/{rotation_id}", { params: path(id), signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const shiftsQuery = (id: number, from: Date, to: Date) =>
  queryOptions({
    queryKey: ["rotations", id, "shifts", from.toISOString(), to.toISOString()],
    queryFn: ({ signal }) => {
      const query = { from: from.toISOString(), to: to.toISOString() };
      return told(
        api.GET("/api/v1/rotations/{rotation_id}/shifts", { params: { ...path(id), query }, signal }),
      );
    },
    select: (page) => page.items,
    placeholderData: keepPreviousData,
  });

export const overridesQuery = (id: number) =>
  queryOptions({
    queryKey: ["rotations", id, "overrides"],
    queryFn: ({ signal }) => {
      const query = { limit: MOST_OVERRIDES };
      return told(
        api.GET("/api/v1/rotations/{rotation_id}/overrides", { params: { ...path(id), query }, signal }),
      );
    },
    select: (page) => page.items,
  });

/** All that is known of rotations is read anew after it. */
function useChange<Wanted>(change: (wanted: Wanted) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ queryKey: ["rotations"] });
    },
  });
}

export const useCover = (id: number, onDone: () => void) =>
  useChange(
    (body: OverrideDraft) =>
      told(api.POST("/api/v1/rotations/{rotation_id}/overrides", { params: path(id), body })),
    onDone,
  );

export const useUncover = (id: number, onDone: () => void) =>
  useChange((override: number) => {
    const params = { path: { rotation_id: id, override_id: override } };
    return told(api.DELETE("/api/v1/rotations/{rotation_id}/overrides/{override_id}", { params }));
  }, onDone);

export const useShare = (id: number, onDone: () => void) =>
  useChange(
    (isShared: boolean) =>
      isShared
        ? told<unknown>(api.POST("/api/v1/rotations/{rotation_id}/calendar", { params: path(id) }))
        : told<unknown>(api.DELETE("/api/v1/rotations/{rotation_id}/calendar", { params: path(id) })),
    onDone,
  );

export const useDeleteRotation = (onDone: () => void) =>
  useChange(
    (id: number) => told(api.DELETE("/api/v1/rotations/{rotation_id}", { params: path(id) })),
    onDone,
  );
