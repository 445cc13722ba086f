"use client";

import { Play } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { type BacktestForm, DAYS_BACK, daysBefore, MOST_PAGES, USUAL } from "@/backtest/draft";
import { useRun } from "@/backtest/run";
import { FormRefusal } from "@/forms/form-refusal";
import { type Errors, isSame } from "@/forms/json";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField } from "@/ui/fields";
import { draftOf, ownTimeZone, type PolicyForm } from "./draft";

// Not `ssr`: it has a boundary of its own then, and the form is not hidden while it is loaded.
const Result = dynamic(async () => (await import("@/backtest/result")).Result, { ssr: false });

const PLACES = ["among", "alone"] as const;
const POLICY = "/policy";

interface TrialProps {
  form: PolicyForm;
  /** Empty for a policy that is not stored yet. */
  storedName: string;
  /** Whether it is worth asking the server. */
  isReady: () => boolean;
  /** What is wrong with the policy, by the pointers of its fields. */
  onRefused: (fields: Errors) => void;
}

/** The past, played to the policy as it stands in the form: nothing has to be saved for it. */
export function TrialCard({ form, storedName, isReady, onRefused }: TrialProps) {
  const t = useTranslations("policies");
  const common = useTranslations("backtest.form");
  const { can } = useSession();
  const [days, setDays] = useState(USUAL.days);
  const [place, setPlace] = useState<(typeof PLACES)[number]>("among");
  const [tried, setTried] = useState<object | null>(null);
  const { run, start, stop } = useRun();
  // The server puts it in the place of the one of its name: of a stored one that is the name it has.
  const policy = { ...draftOf(form), name: storedName || form.name.trim() || t("newTitle") };
  const wanted = { policy, days, place };
  const fields = run.error ? refusalOf(run.error).fields : {};
  const begin = async () => {
    if (!isReady()) return;
    setTried(wanted);
    const error = await start({
      policy,
      among_others: place === "among",
      since: daysBefore(Date.now(), days),
      pages: MOST_PAGES,
      time_zone: ownTimeZone(),
    });
    if (error) onRefused(withinPolicy(refusalOf(error).fields));
  };
  if (!can("monitors:read")) return null;
  return (
    <div className="mt-5 grid gap-5">
      <Card title={t("trial.title")}>
        <p className="mb-3 max-w-prose text-ink-soft text-sm">{t("trial.lead")}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={common("since")}
            error={fields["/since"]}
            value={days}
            choices={DAYS_BACK.map((one) => ({ value: one, label: common("days", { days: one }) }))}
            onChange={(chosen) => setDays(chosen as BacktestForm["days"])}
          />
          <SelectField
            label={t("trial.place")}
            value={place}
            choices={PLACES.map((one) => ({ value: one, label: t(`trial.places.${one}`) }))}
            onChange={(chosen) => setPlace(chosen as typeof place)}
          />
        </div>
        <div className="mt-4 grid gap-3">
          <FormRefusal error={run.error} shown={["policy", "since"]} />
          <div className="flex flex-wrap items-center gap-3">
            <Button look="secondary" icon={Play} isBusy={run.isRunning} onClick={() => void begin()}>
              {t("trial.run")}
            </Button>
            {run.isRunning && (
              <>
                <progress
                  aria-label={common("progress")}
                  max={1}
                  value={run.share}
                  className="h-2 min-w-32 grow accent-accent sm:max-w-72"
                />
                <Button look="quiet" onClick={stop}>
                  {common("stop")}
                </Button>
              </>
            )}
            <p aria-live="polite" className="text-degraded text-sm">
              {run.summary && !run.isRunning && !isSame(tried, wanted) && t("trial.changed")}
            </p>
          </div>
        </div>
      </Card>
      {run.summary && <Result summary={run.summary} pages={run.pages} />}
    </div>
  );
}

/** What was said of the policy, as the form knows its fields. */
function withinPolicy(fields: Errors): Errors {
  const own = Object.entries(fields).filter(([pointer]) => pointer.startsWith(`${POLICY}/`));
  return Object.fromEntries(own.map(([pointer, message]) => [pointer.slice(POLICY.length), message]));
}
