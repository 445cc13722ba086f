"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, SearchX } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { incidentPagesQuery } from "../queries";
import { type FilterChoice, useFilters } from "./filters";
import { IncidentRows } from "./rows";
import { Toolbar } from "./toolbar";

/** What is broken now, and what was. */
export function IncidentsPage() {
  const t = useTranslations("incidents");
  const common = useTranslations("common.actions");
  const choice = useFilters();
  const found = useInfiniteQuery(incidentPagesQuery(choice.asked));
  const incidents = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("title")}>
      <Toolbar choice={choice} />
      {!found.data && found.error ? (
        <RefusalPage error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Card isFlush>
          <RefusalNote error={found.error} />
          <p role="status" className="sr-only">
            {found.data && !found.isPlaceholderData && t("found", { count: incidents.length })}
          </p>
          {!found.data ? (
            <SkeletonRows />
          ) : incidents.length === 0 ? (
            <Nothing choice={choice} />
          ) : (
            <IncidentRows incidents={incidents} />
          )}
          {found.hasNextPage && (
            <div className="flex justify-center border-t p-3">
              <Button
                look="quiet"
                isBusy={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {common("showMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function Nothing({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.empty");
  const common = useTranslations("common.empty");
  if (choice.isFiltered) {
    return (
      <Empty
        icon={SearchX}
        title={common("nothingMatches")}
        action={
          <Button look="secondary" onClick={choice.clear}>
            {common("clearFilters")}
          </Button>
        }
      />
    );
  }
  const isOpen = choice.filters.status === "open";
  return (
    <Empty
      icon={CircleCheck}
      title={t(isOpen ? "open" : "ever")}
      action={
        isOpen && (
          <Button look="secondary" onClick={() => choice.change({ status: "ended" })}>
            {t("showEnded")}
          </Button>
        )
      }
    >
      {t(isOpen ? "openBody" : "everBody")}
    </Empty>
  );
}
