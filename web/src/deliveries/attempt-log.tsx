"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { DeliveryAnswer } from "@/api/schema";
import { type Column, Table } from "@/ui/table";
import { duration, Time } from "@/ui/time";
import { Answer } from "./attempts";
import type { FilterChoice } from "./filters";
import { Log } from "./log";
import { OutcomeMark } from "./marks";
import { attemptPagesQuery, useChannelNames } from "./queries";

/** Every single attempt, with the far side's own words. */
export function AttemptLog({ choice: { filters, change } }: { choice: FilterChoice }) {
  const t = useTranslations("deliveries");
  const { outcome, channel } = filters;
  const found = useInfiniteQuery(
    attemptPagesQuery({ ...(outcome && { outcome }), ...(channel && { channel_id: channel }) }),
  );
  const columns = useColumns();
  return (
    <Log
      found={found}
      isFiltered={outcome !== null || channel !== null}
      onClear={() => void change({ outcome: null, channel: null })}
    >
      <Table
        label={t("views.attempts")}
        columns={columns}
        rows={found.data?.pages.flatMap((page) => page.items) ?? []}
        rowKey={(attempt) => attempt.id}
      />
    </Log>
  );
}

function useColumns(): Column<DeliveryAnswer>[] {
  const t = useTranslations("deliveries");
  const channels = useChannelNames();
  const nameOf = ({ channel_id }: DeliveryAnswer) =>
    (channel_id !== null && channels.get(channel_id)) || t("goneChannel");
  return [
    {
      key: "outcome",
      title: t("columns.outcome"),
      cell: (attempt) => (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <OutcomeMark outcome={attempt.outcome} />
          {attempt.status !== null && <span className="figures font-mono">{attempt.status}</span>}
        </span>
      ),
    },
    { key: "to", title: t("columns.to"), cell: nameOf },
    { key: "at", title: t("columns.at"), cell: (attempt) => <Time at={attempt.at} look="full" /> },
    {
      key: "took",
      title: t("columns.took"),
      isFigure: true,
      isMinor: true,
      cell: (attempt) => duration(attempt.took_ms / 1000),
    },
    {
      key: "answer",
      title: t("columns.answer"),
      cell: (attempt) => (attempt.answer ? <Answer text={attempt.answer} /> : "–"),
    },
  ];
}
