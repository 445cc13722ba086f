import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { byCursor } from "@/api/queries";
import type { Asked } from "./filters";

const PAGE = 50;

/** The newest first. */
export const auditQuery = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ["audit", asked],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, cursor: pageParam, limit: PAGE };
      return told(api.GET("/api/v1/audit", { params: { query }, signal }));
    },
    ...byCursor,
    placeholderData: keepPreviousData,
  });
