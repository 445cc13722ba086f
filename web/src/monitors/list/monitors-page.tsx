"use client";

import { Activity, Plus, SearchX } from "lucide-react";
import { memo, useDeferredValue, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Button, LinkButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { BulkBar } from "./bulk-bar";
import { useFilters } from "./filters";
import { MonitorList, More, useOrder } from "./monitor-list";
import { type ListQuery, type PageRange, useMonitorPages } from "./pages";
import { RowActionsProvider } from "./row-actions";
import { useSelection } from "./selection";
import { StateChips, useListCounts } from "./state-chips";
import { Toolbar } from "./toolbar";

/** A tick in a row has nothing to do with them. */
const Above = memo(Toolbar);
const Chips = memo(StateChips);
const Below = memo(BulkBar);

/** Every monitor of the workspace: found, ordered, chosen and acted upon. */
export function MonitorsPage() {
  const t = useTranslations("monitors");
  const { can } = useSession();
  const isWriter = can("monitors:write");
  const choice = useFilters();
  const { conditions, filters } = choice;
  const asked = useMemo<ListQuery>(() => ({ ...conditions, sort: filters.sort }), [conditions, filters.sort]);
  // What was pressed shows it at once, and the rows follow.
  const query = useDeferredValue(asked);
  const [looked, setLooked] = useState<PageRange>({ first: 0, last: 0 });
  const pages = useMonitorPages(query, looked);
  const order = useOrder(pages.rows);
  const selection = useSelection(order);
  // A tick shows at once, and what can be done with it follows.
  const chosen = useDeferredValue(selection);
  const counts = useListCounts(choice);
  const search = useRef<HTMLInputElement>(null);
  const total = counts?.shown ?? pages.rows.length;
  const isNothingYet = pages.isAll && !pages.isOld && !pages.isNew && pages.rows.length === 0;

  return (
    <Page
      title={t("title")}
      actions={
        isWriter && (
          <LinkButton href="/monitor/new" icon={Plus}>
            {t("create")}
          </LinkButton>
        )
      }
    >
      <Chips choice={choice} counts={counts} />
      <Above choice={choice} searchRef={search} />
      {pages.rows.length > 0 && <RefusalNote error={pages.error} />}
      <p role="status" className="sr-only">
        {t("found", { count: total })}
      </p>
      {isNothingYet ? (
        <NothingHere isFiltered={choice.isFiltered} isWriter={isWriter} onClear={choice.clear} />
      ) : pages.isNew ? (
        pages.error ? (
          <RefusalPage error={pages.error} onRetry={pages.retry} />
        ) : (
          <SkeletonRows count={10} />
        )
      ) : (
        <RowActionsProvider>
          <MonitorList
            query={query}
            pages={pages}
            onLook={setLooked}
            order={order}
            selection={isWriter ? selection : null}
            total={total}
            search={search}
          />
          {!pages.isAll && <More />}
          <Below selection={chosen} conditions={conditions} total={total} read={order.length} />
        </RowActionsProvider>
      )}
    </Page>
  );
}

function NothingHere({
  isFiltered,
  isWriter,
  onClear,
}: {
  isFiltered: boolean;
  isWriter: boolean;
  onClear: () => void;
}) {
  const t = useTranslations("monitors.empty");
  const common = useTranslations("common.empty");
  if (isFiltered) {
    return (
      <Empty
        icon={SearchX}
        title={common("nothingMatches")}
        action={
          <Button look="secondary" onClick={onClear}>
            {common("clearFilters")}
          </Button>
        }
      />
    );
  }
  return (
    <Empty
      icon={Activity}
      title={t("title")}
      action={
        isWriter && (
          <LinkButton href="/monitor/new" icon={Plus}>
            {t("create")}
          </LinkButton>
        )
      }
    >
      {t("body")}
    </Empty>
  );
}
