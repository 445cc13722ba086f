import { queryOptions } from "@tanstack/react-query";
import { api, told } from "@/api/client";

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/account", { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/account/sessions", { signal })),
  refetchInterval: 60_000,
});

export const passkeysQuery = queryOptions({
  queryKey: ["account", "passkeys"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/account/passkeys", { signal })),
});

export const identitiesQuery = queryOptions({
  queryKey: ["account", "identities"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/account/identities", { signal })),
});
