import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { byCursor } from "@/api/queries";
import { type Asked, periodOf } from "./asked";

/** What alerting does, and what colleagues do, is seen within this time even where nothing is heard of it. */
const AGAIN_MS = 15_000;
const PAGE_SIZE = 50;

/** Pages of incidents, the newest first. */
export const incidentPagesQuery = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ["incidents", "pages", asked],
    queryFn: ({ pageParam, signal }) => {
      const { period, ...conditions } = asked;
      const query = {
        ...conditions,
        ...periodOf(period, Date.now()),
        cursor: pageParam,
        limit: PAGE_SIZE,
      };
      return told(api.GET("/api/v1/incidents", { params: { query }, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

/** One with its timeline. */
export const incidentQuery = (id: number) =>
  queryOptions({
    queryKey: ["incident", id],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/incidents/{incident_id}", { params: { path: { incident_id: id } }, signal })),
    refetchInterval: AGAIN_MS,
  });

/** What alerting made of it, stage by stage, and who was told. */
export const whyQuery = (id: number) =>
  queryOptions({
    queryKey: ["incident", id, "why"],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/incidents/{incident_id}/why", { params: { path: { incident_id: id } }, signal })),
    refetchInterval: AGAIN_MS,
  });

export const ruleQuery = (id: number) =>
  queryOptions({
    queryKey: ["rule", id],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/rules/{rule_id}", { params: { path: { rule_id: id } }, signal })),
    staleTime: 60_000,
  });
