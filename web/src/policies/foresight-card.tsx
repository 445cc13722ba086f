"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ForeseenEntryAnswer, ForesightAnswer, IncidentToCome } from "@/api/schema";
import { PickMany } from "@/forms/pick-many";
import { monitorSearch } from "@/monitors/form/queries";
import { Card } from "@/ui/card";
import { type Choice, SelectField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { duration, Time } from "@/ui/time";

const CONCERNS = ["down", "degraded", "certificate", "late", "threshold"] as const;

/** Before anything breaks: who would be told when, if it did now. */
export function ForesightCard() {
  const t = useTranslations("policies.foresight");
  const about = useTranslations("matching.concerns");
  const [monitor, setMonitor] = useState<Choice | null>(null);
  const [concern, setConcern] = useState<IncidentToCome["concern"]>("down");
  return (
    <Card title={t("title")}>
      <p className="mb-3 max-w-prose text-ink-soft text-sm">{t("lead")}</p>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <MonitorPick value={monitor} onChange={setMonitor} />
        <SelectField
          label={t("concern")}
          value={concern}
          choices={CONCERNS.map((one) => ({ value: one, label: about(one) }))}
          onChange={(chosen) => setConcern(chosen as IncidentToCome["concern"])}
        />
      </div>
      <div aria-live="polite" className="mt-4">
        {monitor && <Foreseen monitor={Number(monitor.value)} concern={concern} />}
      </div>
    </Card>
  );
}

function MonitorPick({
  value,
  onChange,
}: {
  value: Choice | null;
  onChange: (value: Choice | null) => void;
}) {
  const t = useTranslations("policies.foresight");
  const [typed, setTyped] = useState("");
  const { data: found = [] } = useQuery(monitorSearch(typed.trim()));
  return (
    <PickMany
      label={t("monitor")}
      value={value ? [value] : []}
      onChange={(chosen) => {
        onChange(chosen.at(-1) ?? null);
        setTyped("");
      }}
      choices={found.map((one) => ({ value: String(one.id), label: one.name }))}
      typed={typed}
      onType={setTyped}
      placeholder={t("find")}
    />
  );
}

function Foreseen({ monitor, concern }: { monitor: number; concern: IncidentToCome["concern"] }) {
  const t = useTranslations("policies.foresight");
  const { data, error } = useQuery({
    queryKey: ["policies", "foresight", monitor, concern],
    queryFn: ({ signal }) =>
      told(api.POST("/api/v1/policies/route", { body: { monitor_id: monitor, concern }, signal })),
  });
  if (error) return <RefusalNote error={error} />;
  if (!data) return <SkeletonRows count={2} />;
  return (
    <div className="grid gap-5">
      {data.policies.length === 0 && <p className="font-semibold">{t("nobody")}</p>}
      {data.policies.map((policy) => (
        <section key={policy.id} className="grid gap-2">
          <h3 className="font-semibold">{policy.name}</h3>
          <ol className="grid gap-2">
            {policy.entries.map((entry) => (
              <Entry key={entry.at} entry={entry} began={data.at} />
            ))}
          </ol>
          {policy.goes_on && <p className="text-ink-soft text-sm">{t("goesOn")}</p>}
        </section>
      ))}
      <Rulings foresight={data} />
    </div>
  );
}

function Entry({ entry, began }: { entry: ForeseenEntryAnswer; began: string }) {
  const t = useTranslations("policies.foresight");
  const after = (Date.parse(entry.at) - Date.parse(began)) / 1000;
  return (
    <li className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[11rem_1fr]">
      <span className="text-ink-soft">
        {after < 1 ? t("atOnce") : t("after", { duration: duration(after) })}
        {after >= 1 && (
          <>
            {" · "}
            <Time at={entry.at} look="short" />
          </>
        )}
      </span>
      <span>
        {entry.tellings.map((telling) => (
          <span key={`${telling.purpose}${telling.number}`} className="block">
            {telling.targets === null ? t("everybodyAgain") : null}
            {telling.targets?.map((target) => (
              <span key={JSON.stringify(target.target)} className="block">
                <span className="font-medium">
                  {target.told.map((one) => one.name).join(", ") || target.name}
                </span>
                {"rotation" in target.target && <span className="text-ink-soft"> · {target.name}</span>}
                {target.note && <span className="block text-degraded text-sm">{target.note}</span>}
              </span>
            ))}
          </span>
        ))}
        {entry.tellings.length === 0 &&
          entry.rulings.map((ruling) => (
            <span key={ruling.summary} className="block text-ink-soft">
              {ruling.summary}
            </span>
          ))}
      </span>
    </li>
  );
}

function Rulings({ foresight }: { foresight: ForesightAnswer }) {
  const t = useTranslations("policies.foresight");
  return (
    <details>
      <summary className="w-fit rounded-md py-1 text-ink-soft text-sm hover:text-ink">{t("why")}</summary>
      <ul className="mt-1 grid gap-1 text-sm">
        {foresight.rulings.map((ruling) => (
          <li key={ruling.summary}>{ruling.summary}</li>
        ))}
      </ul>
    </details>
  );
}
