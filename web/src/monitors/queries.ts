import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

/** One monitor, without its figures. */
export const monitorQuery = (id: number) =>
  queryOptions({
    queryKey: ["monitor", id],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/monitors/{monitor_id}", { params: { path: { monitor_id: id } }, signal })),
  });
