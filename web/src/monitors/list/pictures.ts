"use client";

import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { api, told } from "@/api/client";
import type { Bars, Picture as PictureName, Sparkline } from "@/api/schema";
import { type ListQuery, PAGE_SIZE } from "./pages";

export interface Picture {
  readonly bars: Bars | null;
  readonly sparkline: Sparkline | null;
  readonly p95: number | null;
}

export type Pictures = ReadonlyMap<number, Picture>;

const INCLUDED: PictureName[] = ["bars", "sparkline", "p95"];
const FRESH_MS = 5 * 60_000;
/** Some hundred screens; the ones seen last are kept. */
const MOST_KEPT = 5_000;

/**
 * The past of the monitors on these pages. It is read apart from their states: it costs the server ten times as much,
 * and it does not change with them.
 */
export function usePictures(
  query: ListQuery,
  cursors: readonly (string | null)[],
  isEnabled: boolean,
): Pictures {
  const kept = useRef(new Map<number, Picture>());
  const results = useQueries({
    queries: cursors.map((cursor) => ({
      queryKey: ["pictures", "monitors", query, cursor],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(query, cursor, signal),
      enabled: isEnabled,
      staleTime: FRESH_MS,
      refetchInterval: FRESH_MS,
      gcTime: FRESH_MS,
    })),
  });
  for (const { data } of results) {
    for (const [id, picture] of data ?? [])
      if (kept.current.get(id) !== picture) keep(kept.current, id, picture);
  }
  return kept.current;
}

async function read(
  query: ListQuery,
  cursor: string | null,
  signal: AbortSignal,
): Promise<[number, Picture][]> {
  const asked = { ...query, cursor, limit: PAGE_SIZE, include: INCLUDED };
  const page = await told(api.GET("/api/v1/monitors", { params: { query: asked }, signal }));
  return page.items.map(({ id, bars = null, sparkline = null, p95_ms = null }) => [
    id,
    { bars, sparkline, p95: p95_ms },
  ]);
}

function keep(kept: Map<number, Picture>, id: number, picture: Picture): void {
  kept.delete(id);
  kept.set(id, picture);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}
