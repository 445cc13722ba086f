"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { MatchFields } from "@/matching/match-fields";
import { everyPolicyQuery } from "@/policies/recipients";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField, TextField } from "@/ui/fields";
import { Page } from "@/ui/page";
import { RefusalNote } from "@/ui/refusal";
import { type BacktestForm, DAYS_BACK, draftOf, USUAL } from "./draft";
import { Result } from "./result";
import { useRun } from "./run";

const THRESHOLDS = [
  "failure_threshold",
  "recovery_threshold",
  "degraded_latency_ms",
  "degraded_certificate_days",
] as const;

/** The past, played to policies or to other thresholds: who would have been paged when. */
export function BacktestPage() {
  const t = useTranslations("backtest");
  const [form, setForm] = useState(USUAL);
  const { run, start, stop } = useRun();
  const { data: policies = [] } = useQuery(everyPolicyQuery);
  const change = (part: Partial<BacktestForm>) => setForm((now) => ({ ...now, ...part }));
  const errors = run.error ? refusalOf(run.error).fields : {};
  return (
    <Page title={t("title")} lead={t("lead")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void start(draftOf(form, Date.now()));
        }}
      >
        <Card>
          <div className="grid gap-4 pt-2">
            <div className="grid gap-4 sm:grid-cols-2">
              <SelectField
                label={t("form.since")}
                error={errors["/since"]}
                value={form.days}
                choices={DAYS_BACK.map((days) => ({ value: days, label: t("form.days", { days }) }))}
                onChange={(days) => change({ days: days as BacktestForm["days"] })}
              />
              <SelectField
                label={t("form.policy")}
                error={errors["/policy_id"]}
                value={form.policy}
                choices={[
                  { value: "", label: t("form.allPolicies") },
                  ...policies.map(({ id, name }) => ({
                    value: String(id),
                    label: t("form.onlyPolicy", { name }),
                  })),
                ]}
                onChange={(policy) => change({ policy })}
              />
            </div>
            <MatchFields
              value={form.match}
              onChange={(part) => change({ match: { ...form.match, ...part } })}
              errors={errors}
              pointer="/monitors"
            />
            <details>
              <summary className="w-fit rounded-md py-1 font-medium text-ink-soft text-sm hover:text-ink">
                {t("form.thresholds")}
              </summary>
              <p className="mt-2 max-w-prose text-ink-soft text-sm">{t("form.thresholdsHint")}</p>
              <div className="mt-3 grid grid-cols-2 gap-4 lg:grid-cols-4">
                {THRESHOLDS.map((name) => (
                  <TextField
                    key={name}
                    label={t(`form.${name}`)}
                    error={errors[`/thresholds/${name}`]}
                    inputMode={name === "degraded_latency_ms" ? "text" : "numeric"}
                    placeholder={t("form.asNow")}
                    value={form[name]}
                    onChange={(value) => change({ [name]: value })}
                  />
                ))}
              </div>
            </details>
            <RefusalNote error={run.error} />
            <div className="flex flex-wrap items-center gap-3">
              <Button type="submit" icon={Play} isBusy={run.isRunning}>
                {t("form.run")}
              </Button>
              {run.isRunning && (
                <>
                  <progress
                    aria-label={t("form.progress")}
                    max={1}
                    value={run.share}
                    className="h-2 min-w-32 grow accent-accent sm:max-w-72"
                  />
                  <Button look="quiet" onClick={stop}>
                    {t("form.stop")}
                  </Button>
                </>
              )}
            </div>
          </div>
        </Card>
      </form>
      {run.summary && <Result summary={run.summary} pages={run.pages} />}
      <details className="text-ink-soft text-sm">
        <summary className="w-fit rounded-md py-1 hover:text-ink">{t("basis.title")}</summary>
        <p className="mt-1 max-w-prose">{t("basis.text")}</p>
      </details>
    </Page>
  );
}
