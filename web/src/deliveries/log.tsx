"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { SearchX, Send } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button, LinkButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";

interface LogProps {
  found: UseInfiniteQueryResult<{ pages: { items: readonly unknown[] }[] }>;
  isFiltered: boolean;
  onClear: () => void;
  children: ReactNode;
}

/** Around a log that is read page by page: what stands there before, in place of, and after its rows. */
export function Log({ found, isFiltered, onClear, children }: LogProps) {
  const t = useTranslations("deliveries");
  const common = useTranslations("common");
  const count = found.data?.pages.reduce((sum, page) => sum + page.items.length, 0);
  if (count === undefined) {
    if (found.error) return <RefusalPage error={found.error} onRetry={() => void found.refetch()} />;
    return <SkeletonRows />;
  }
  return (
    <>
      <RefusalNote error={found.error} />
      <p role="status" className="sr-only">
        {!found.isPlaceholderData && t("found", { count })}
      </p>
      {count > 0 && children}
      {count === 0 &&
        (isFiltered ? (
          <Empty
            icon={SearchX}
            title={common("empty.nothingMatches")}
            action={
              <Button look="secondary" onClick={onClear}>
                {common("empty.clearFilters")}
              </Button>
            }
          />
        ) : (
          <Empty
            icon={Send}
            title={t("empty.title")}
            action={<LinkButton href="/channels">{t("empty.action")}</LinkButton>}
          >
            {t("empty.body")}
          </Empty>
        ))}
      {found.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button look="quiet" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {common("actions.showMore")}
          </Button>
        </div>
      )}
    </>
  );
}
