"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";

/** As much of `useInfiniteQuery` as it takes. */
interface Paged<Item> {
  readonly data: { readonly pages: readonly { readonly items: readonly Item[] }[] } | undefined;
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

interface PagedListProps<Item> {
  query: Paged<Item>;
  label: string;
  /** In place of an empty list. */
  empty: ReactNode;
  keyOf: (item: Item) => string | number;
  children: (item: Item) => ReactNode;
}

/** The newest first; older ones come when they are asked for. */
export function PagedList<Item>({ query, label, empty, keyOf, children }: PagedListProps<Item>) {
  const t = useTranslations("common.actions");
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (!data)
    return error ? (
      <div className="p-4">
        <RefusalNote error={error} />
      </div>
    ) : (
      <SkeletonRows count={4} />
    );
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <div className="px-4 pt-1 pb-4 text-ink-soft text-sm sm:px-5">{empty}</div>;
  return (
    <>
      <ul aria-label={label} className="divide-y">
        {items.map((item) => (
          <li key={keyOf(item)} className="px-4 py-3 sm:px-5">
            {children(item)}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div className="border-t px-4 py-3 sm:px-5">
          <Button
            look="secondary"
            icon={ChevronDown}
            isBusy={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t("showMore")}
          </Button>
        </div>
      )}
    </>
  );
}
