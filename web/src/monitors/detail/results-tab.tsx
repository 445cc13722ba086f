"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer, ResultAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { inWords } from "@/forms/fields";
import { Card } from "@/ui/card";
import { CheckField, SelectField } from "@/ui/fields";
import { StateMark } from "@/ui/state-mark";
import { Time } from "@/ui/time";
import { everyOf } from "./every";
import { useOpenResult } from "./open-result";
import { PagedList } from "./paged-list";
import { type ResultFilter, resultsQuery } from "./queries";

/** What each check saw. */
export function ResultsTab({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.results");
  const [filter, setFilter] = useState<ResultFilter>({ region: null, isFailingOnly: false });
  const results = useInfiniteQuery({
    ...resultsQuery(monitor.id, filter),
    // Who has read on is looking for something older.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? everyOf(monitor.interval) : false),
  });
  return (
    <Card isFlush>
      <div className="flex flex-wrap items-end gap-x-5 gap-y-3 px-4 pt-3 pb-3 sm:px-5">
        <CheckField
          label={t("failingOnly")}
          isChecked={filter.isFailingOnly}
          onChange={(isFailingOnly) => setFilter({ ...filter, isFailingOnly })}
        />
        {monitor.regions.length > 1 && (
          <SelectField
            label={t("region")}
            value={filter.region ?? ""}
            onChange={(region) => setFilter({ ...filter, region: region || null })}
            choices={[
              { value: "", label: t("allRegions") },
              ...monitor.regions.map((region) => ({ value: region, label: region })),
            ]}
          />
        )}
      </div>
      <div className="border-t">
        <PagedList
          query={results}
          label={t("label")}
          empty={<p className="pt-3">{t(filter.isFailingOnly ? "noneFailing" : "none")}</p>}
          keyOf={({ region, scheduled_at }) => `${region} ${scheduled_at}`}
        >
          {(result) => <ResultRow result={result} hasRegions={monitor.regions.length > 1} />}
        </PagedList>
      </div>
    </Card>
  );
}

function ResultRow({ result, hasRegions }: { result: ResultAnswer; hasRegions: boolean }) {
  const t = useTranslations("monitor.results");
  const latency = useLatencyText();
  const [, open] = useOpenResult();
  const { verdict, message, error, code, latency_ms, region, scheduled_at } = result;
  return (
    <div className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 text-sm sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
      <StateMark state={verdict} className="justify-self-start" />
      <span className="figures text-right font-medium sm:order-3">
        {latency_ms === null ? "–" : latency(latency_ms)}
      </span>
      <button
        type="button"
        onClick={() => open(result)}
        className="min-h-6 text-left font-medium after:absolute after:-inset-y-3 after:inset-x-0 hover:underline max-sm:col-span-2 sm:order-2"
      >
        <Time at={scheduled_at} look="full" />
      </button>
      {(message || error || code !== null || hasRegions) && (
        <p className="col-span-2 break-words text-ink-soft sm:order-4 sm:col-start-2">
          {[hasRegions && region, code !== null && t("code", { code }), message || (error && inWords(error))]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </div>
  );
}
