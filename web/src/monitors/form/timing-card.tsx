"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { Card } from "@/ui/card";
import { CheckField, TextField } from "@/ui/fields";
import type { Change, MonitorForm } from "./draft";
import { regionsQuery } from "./queries";
import { Quorum } from "./quorum";

interface TimingProps {
  form: MonitorForm;
  change: Change;
  errors: Errors;
  /** It is looked at; other kinds are pushed to. */
  isActive: boolean;
}

type TextName = {
  [Name in keyof MonitorForm]: MonitorForm[Name] extends string ? Name : never;
}[keyof MonitorForm];

const LOOKING = [
  ["interval", "1m"],
  ["timeout", "10s"],
  ["retry_interval", "5s"],
] as const;
const DEGRADED = [
  ["degraded_latency_ms", "500ms"],
  ["degraded_certificate_days", "14"],
] as const;

/** When it is looked at, from where, and what it takes to believe what was seen. */
export function TimingCard({ form, change, errors, isActive }: TimingProps) {
  const t = useTranslations("monitorForm.timing");
  const threshold = isActive ? "2" : "1";
  const field = (name: TextName & keyof typeof WORDS, placeholder: string) => (
    <TextField
      key={name}
      className={LOOKING.some(([one]) => one === name) ? "sm:col-span-2" : "sm:col-span-3"}
      label={t(`${WORDS[name]}.label`)}
      hint={t(`${WORDS[name]}.hint`)}
      error={errors[`/${name}`]}
      value={form[name]}
      placeholder={placeholder}
      autoComplete="off"
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <Card title={isActive ? t("title") : t("titlePushed")}>
      <div className="grid gap-x-4 gap-y-4 sm:grid-cols-6">
        {isActive && LOOKING.map(([name, placeholder]) => field(name, placeholder))}
        {field("failure_threshold", threshold)}
        {field("recovery_threshold", threshold)}
        {isActive && DEGRADED.map(([name, placeholder]) => field(name, placeholder))}
        {isActive && <Regions form={form} change={change} errors={errors} />}
      </div>
    </Card>
  );
}

const WORDS = {
  interval: "interval",
  timeout: "timeout",
  retry_interval: "retryInterval",
  failure_threshold: "failureThreshold",
  recovery_threshold: "recoveryThreshold",
  degraded_latency_ms: "degradedLatency",
  degraded_certificate_days: "degradedCertificate",
} as const;

/** Asked only where there is something to choose. */
function Regions({ form, change, errors }: Omit<TimingProps, "isActive">) {
  const t = useTranslations("monitorForm.regions");
  const { data: known = [] } = useQuery(regionsQuery);
  const names = [...new Set([...known.map((region) => region.name), ...form.regions])].sort();
  const error = errorWithin(errors, "/regions");
  if (names.length < 2 && !error) return null;
  const toggle = (name: string, isChosen: boolean) =>
    change({ regions: isChosen ? [...form.regions, name] : form.regions.filter((one) => one !== name) });
  return (
    <>
      <fieldset className="grid content-start gap-2 sm:col-span-3">
        <legend className="mb-1.5 font-medium text-sm">{t("label")}</legend>
        {names.map((name) => (
          <CheckField
            key={name}
            label={name}
            hint={known.find((region) => region.name === name)?.suspect_reason}
            isChecked={form.regions.includes(name)}
            onChange={(isChosen) => toggle(name, isChosen)}
          />
        ))}
        <p className="text-ink-soft text-sm">{t("hint")}</p>
        {error && (
          <p data-invalid tabIndex={-1} className="font-medium text-down text-sm">
            {error}
          </p>
        )}
      </fieldset>
      {(form.regions.length > 1 || errors["/quorum"]) && (
        <Quorum form={form} change={change} error={errors["/quorum"]} />
      )}
    </>
  );
}
