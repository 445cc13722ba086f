"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { EvidenceAnswer, ExplainedResultAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { inWords } from "@/forms/fields";
import { Facts } from "@/monitors/facts";
import { Phases } from "@/monitors/phases";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { StateMark } from "@/ui/state-mark";
import { Time } from "@/ui/time";
import { Differences } from "./differences";
import { differencesOf } from "./evidence";
import { type ResultName, resultQuery } from "./queries";

/** What one check saw, and in what the last good one differs. */
export function ResultDialog({ id, name, onClose }: { id: number; name: ResultName; onClose: () => void }) {
  const t = useTranslations("monitor.result");
  const { data, error } = useQuery(resultQuery(id, name));
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={t("title")}
      lead={t.rich("lead", { at: () => <Time at={name.scheduled_at} look="full" />, region: name.region })}
    >
      {data ? (
        <Explained explained={data} />
      ) : error ? (
        <RefusalNote error={error} />
      ) : (
        <SkeletonRows count={4} />
      )}
    </Dialog>
  );
}

function Explained({
  explained: { result, evidence, last_good: good },
}: {
  explained: ExplainedResultAnswer;
}) {
  const t = useTranslations("monitor.result");
  const latency = useLatencyText();
  const message = result.message || evidence?.message;
  const isGood = result.verdict === "up";
  const differences = evidence?.facts && good?.facts ? differencesOf(evidence.facts, good.facts) : null;
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateMark state={result.verdict} />
          {result.latency_ms !== null && (
            <span className="figures font-semibold">{latency(result.latency_ms)}</span>
          )}
          {result.code !== null && (
            <span className="figures text-ink-soft">{t("code", { code: result.code })}</span>
          )}
        </p>
        {(message || result.error) && (
          <p className="break-words">
            {message || inWords(result.error ?? "")}
            {message && result.error && (
              <span className="block font-mono text-ink-soft text-sm">{result.error}</span>
            )}
          </p>
        )}
      </div>
      {result.phases_ms && <Phases phases={result.phases_ms} />}
      {!isGood && differences && good && <Differences differences={differences} goodAt={good.scheduled_at} />}
      {evidence?.facts ? (
        <Evidence title={t("seen")} evidence={evidence} isOpen />
      ) : (
        <p className="text-ink-soft text-sm">{t(isGood ? "noneGood" : "none")}</p>
      )}
      {good?.facts && good.scheduled_at !== evidence?.scheduled_at && (
        <Evidence title={t("lastGood")} evidence={good} isOpen={false} />
      )}
    </div>
  );
}

function Evidence({ title, evidence, isOpen }: { title: string; evidence: EvidenceAnswer; isOpen: boolean }) {
  return (
    <details open={isOpen} className="border-t pt-3">
      <summary className="mb-2 min-h-6 font-semibold hover:text-ink">
        {title}{" "}
        <span className="font-normal text-ink-soft text-sm">
          <Time at={evidence.scheduled_at} look="full" />
        </span>
      </summary>
      <Facts facts={evidence.facts ?? {}} />
    </details>
  );
}
