"use client";

import { useTranslations } from "use-intl";
import type { MonitorAnswer, ResultAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { inWords } from "@/forms/fields";
import { Card } from "@/ui/card";
import { StateMark } from "@/ui/state-mark";
import { Time } from "@/ui/time";
import { useOpenResult } from "./open-result";

/** What each region saw last; one that has not looked yet says so. */
export function RegionsCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.regions");
  const [, open] = useOpenResult();
  const names = [...new Set([...monitor.regions, ...monitor.last_results.map((one) => one.region)])];
  return (
    <Card title={t("title", { count: names.length })}>
      <ul className="-mx-2 divide-y">
        {names.map((name) => {
          const result = monitor.last_results.find((one) => one.region === name);
          return (
            <li key={name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-2 py-2.5 text-sm">
              <span className="min-w-24 grow font-medium">{name}</span>
              {result ? (
                <Latest result={result} onOpen={() => open(result)} />
              ) : (
                <span className="text-ink-soft">{t("notYet")}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Latest({ result, onOpen }: { result: ResultAnswer; onOpen: () => void }) {
  const t = useTranslations("monitor.regions");
  const latency = useLatencyText();
  const text = result.message || (result.error && inWords(result.error));
  return (
    <>
      {result.latency_ms !== null && <span className="figures">{latency(result.latency_ms)}</span>}
      <StateMark state={result.verdict} />
      <p className="w-full break-words text-ink-soft">
        <button type="button" onClick={onOpen} className="link min-h-6">
          <Time at={result.scheduled_at} />
          <span className="sr-only">{t("evidence", { region: result.region })}</span>
        </button>
        {text && ` · ${text}`}
      </p>
    </>
  );
}
