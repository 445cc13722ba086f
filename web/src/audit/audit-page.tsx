"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, SearchX } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Entry } from "./entry";
import { ExportMenu } from "./export-menu";
import { FilterBar } from "./filter-bar";
import { type FilterChoice, useFilters } from "./filters";
import { auditQuery } from "./queries";

/** Who has changed what: found by who, what and when, and to be taken away. */
export function AuditPage() {
  const t = useTranslations("audit");
  const choice = useFilters();
  return (
    <Page title={t("title")} lead={t("lead")} actions={<ExportMenu asked={choice.asked} />}>
      <FilterBar choice={choice} />
      <Trail choice={choice} />
    </Page>
  );
}

function Trail({ choice: { asked, change } }: { choice: FilterChoice }) {
  const t = useTranslations("audit");
  const common = useTranslations("common");
  const found = useInfiniteQuery(auditQuery(asked));
  const entries = found.data?.pages.flatMap((page) => page.items);
  if (entries === undefined) {
    if (found.error) return <RefusalPage error={found.error} onRetry={() => void found.refetch()} />;
    return <SkeletonRows />;
  }
  return (
    <Card isFlush>
      {found.error && <RefusalNote error={found.error} />}
      <p role="status" className="sr-only">
        {!found.isPlaceholderData && t("found", { count: entries.length })}
      </p>
      {entries.length > 0 ? (
        <ol aria-label={t("list")} className="divide-y" aria-busy={found.isPlaceholderData}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} change={change} />
          ))}
        </ol>
      ) : Object.keys(asked).length > 0 ? (
        <Empty
          icon={SearchX}
          title={common("empty.nothingMatches")}
          action={
            <Button look="secondary" onClick={() => void change(null)}>
              {common("empty.clearFilters")}
            </Button>
          }
        />
      ) : (
        <Empty icon={ScrollText} title={t("empty")}>
          {t("emptyLead")}
        </Empty>
      )}
      {found.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button look="quiet" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {common("actions.showMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
