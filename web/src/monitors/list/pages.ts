"use client";

import { type QueryClient, queryOptions, useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { api, told } from "@/api/client";
import type { MonitorAnswer, MonitorSort, PageAnswerMonitorAnswer } from "@/api/schema";
import type { Conditions } from "./filters";

type Page = PageAnswerMonitorAnswer;

export const PAGE_SIZE = 100;

export interface ListQuery extends Conditions {
  sort: MonitorSort;
}

/** Which pages are looked at, by number. */
export interface PageRange {
  first: number;
  last: number;
}

export interface MonitorPages {
  readonly rows: readonly MonitorAnswer[];
  /** Of the pages looked at. */
  readonly cursors: readonly (string | null)[];
  readonly isAll: boolean;
  /** What is shown is of the question before; the answer to this one is on its way. */
  readonly isOld: boolean;
  readonly isNew: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

const pageQuery = (query: ListQuery, cursor: string | null) =>
  queryOptions({
    queryKey: ["monitors", "list", query, cursor],
    queryFn: ({ signal }) =>
      told(
        api.GET("/api/v1/monitors", { params: { query: { ...query, cursor, limit: PAGE_SIZE } }, signal }),
      ),
  });

/**
 * The pages from the first to the ones looked at. Each is a query of its own, and only those looked at are read again
 * when a state changes: whoever has scrolled through 10,000 monitors does not ask for a hundred pages at each change.
 */
export function useMonitorPages(query: ListQuery, looked: PageRange): MonitorPages {
  const client = useQueryClient();
  const cursors = chainOf(client, query, looked.last + 1);
  const results = useQueries({
    queries: cursors.map((cursor, number) => {
      const page = pageQuery(query, cursor);
      const isLookedAt = number >= looked.first && number <= looked.last;
      return { ...page, enabled: isLookedAt || client.getQueryData(page.queryKey) === undefined };
    }),
  });
  const pages = useSameItems(results.map((result) => result.data));
  const kept = useKept(query, pages);
  return {
    ...kept,
    cursors: cursors.slice(looked.first, looked.last + 1),
    isNew: kept.rows.length === 0 && pages[0] === undefined,
    error: results.find((result) => result.error)?.error ?? null,
    retry: () => {
      for (const result of results) if (result.error) void result.refetch();
    },
  };
}

/** Where each page begins: as far as pages are known, and one more while fewer than `wanted` are. */
function chainOf(client: QueryClient, query: ListQuery, wanted: number): (string | null)[] {
  const cursors: (string | null)[] = [null];
  for (;;) {
    const last = cursors[cursors.length - 1] ?? null;
    const next = client.getQueryData(pageQuery(query, last).queryKey)?.next_cursor;
    if (!next) return cursors;
    const isKnown = client.getQueryData(pageQuery(query, next).queryKey) !== undefined;
    if (!isKnown && cursors.length >= wanted) return cursors;
    cursors.push(next);
  }
}

interface Kept {
  rows: readonly MonitorAnswer[];
  isAll: boolean;
  isOld: boolean;
}

/** Fills with what was there before: pages that begin elsewhere since the last look, and all while the first is read. */
function useKept(query: ListQuery, pages: readonly (Page | undefined)[]): Kept {
  const before = useRef<{ query: string; pages: Page[]; rows: readonly MonitorAnswer[] } | null>(null);
  const name = JSON.stringify(query);
  return useMemo(() => {
    const old = before.current;
    if (pages[0] === undefined && old?.query !== name) {
      return { rows: old?.rows ?? [], isAll: true, isOld: old !== null };
    }
    const filled = pages.map((page, number) => page ?? (old?.query === name ? old.pages[number] : undefined));
    const known = filled.filter((page) => page !== undefined);
    const rows = withoutRepetition(known);
    before.current = { query: name, pages: known, rows };
    return { rows, isAll: known.at(-1)?.next_cursor === null, isOld: false };
  }, [name, pages]);
}

/** A monitor that has moved between two looks may stand on two pages. */
function withoutRepetition(pages: readonly Page[]): MonitorAnswer[] {
  const seen = new Set<number>();
  return pages.flatMap((page) =>
    page.items.filter(({ id }) => {
      const isNew = !seen.has(id);
      seen.add(id);
      return isNew;
    }),
  );
}

/** The same array as long as it holds the same. */
function useSameItems<Item>(items: readonly Item[]): readonly Item[] {
  const kept = useRef(items);
  const isSame =
    kept.current.length === items.length && items.every((item, index) => item === kept.current[index]);
  if (!isSame) kept.current = items;
  return kept.current;
}
