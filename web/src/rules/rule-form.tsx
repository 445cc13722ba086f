"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { Metric, Severity } from "@/api/schema";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { isSame } from "@/forms/json";
import { CLEAR_OF_BARS, SaveBar } from "@/forms/save-bar";
import { UnsavedGuard } from "@/forms/unsaved";
import { SEVERITIES } from "@/matching/match";
import { MatchFields } from "@/matching/match-fields";
import { Button, LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { CheckField, SelectField, TextField } from "@/ui/fields";
import { draftOf, type RuleForm as Form, METRICS, TRAITS, trialOf, withMetric } from "./draft";
import { TrialCard } from "./trial-card";

/** A trial has no name of its own, and the API wants one. */
const TRIAL_NAME = "Trial";

interface RuleFormProps {
  initial: Form;
  action: string;
  /** Rejects with a Refusal. */
  save: (draft: ReturnType<typeof draftOf>) => Promise<unknown>;
  isReadOnly?: boolean;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** A rule's fields, with what it would see now beside them. */
export function RuleForm({ initial, action, save, isReadOnly, adviseOn }: RuleFormProps) {
  const common = useTranslations("common.actions");
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  // The form has one field for both sides.
  const onError = (error: unknown) => {
    const { above, below, ...fields } = byName(refusalOf(error).fields);
    const threshold = above ?? below;
    refuse({ ...pointers(fields), ...(threshold && { "/threshold": threshold }) }, form);
  };
  const saving = useMutation({ mutationFn: () => save(draftOf(form)), onError });
  const trial = useMutation({
    mutationFn: () =>
      told(
        api.POST("/api/v1/rules/try", { body: { ...trialOf(form), name: form.name.trim() || TRIAL_NAME } }),
      ),
    onError,
  });
  return (
    <form
      ref={box}
      noValidate
      className={CLEAR_OF_BARS}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <UnsavedGuard isDirty={!isSame(form, initial) && !saving.isSuccess} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <fieldset disabled={isReadOnly} className="grid min-w-0 content-start gap-5">
          <RuleFields form={form} change={change} errors={errors} />
        </fieldset>
        <div className="min-w-0">
          <div className="lg:sticky lg:top-18 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto">
            <TrialCard
              metric={form.metric}
              answer={trial.data}
              isBusy={trial.isPending}
              onTry={() => trial.mutate()}
            />
          </div>
        </div>
      </div>
      {!isReadOnly && (
        <SaveBar>
          {adviseOn?.(saving.error, () => saving.mutate()) ?? (
            <FormRefusal
              error={saving.error ?? trial.error}
              shown={[...Object.keys(form), "above", "below"]}
            />
          )}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" isBusy={saving.isPending}>
              {action}
            </Button>
            <LinkButton look="secondary" href="/rules">
              {common("cancel")}
            </LinkButton>
          </div>
        </SaveBar>
      )}
    </form>
  );
}

const byName = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([pointer, message]) => [pointer.slice(1), message]));

const pointers = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, message]) => [`/${name}`, message]));

interface FieldsProps {
  form: Form;
  change: (part: Partial<Form>) => void;
  errors: Readonly<Record<string, string>>;
}

function RuleFields({ form, change, errors }: FieldsProps) {
  const t = useTranslations("rules.form");
  const metrics = useTranslations("rules.metrics");
  const severity = useTranslations("matching.severities");
  const { sides, extras, example } = TRAITS[form.metric];
  return (
    <>
      <Card title={t("what")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t("name")}
            className="sm:col-span-2"
            isRequired
            error={errors["/name"]}
            maxLength={200}
            value={form.name}
            onChange={(name) => change({ name })}
          />
          <SelectField
            label={t("metric")}
            hint={t(`metricHints.${form.metric}`)}
            className="sm:col-span-2"
            error={errors["/metric"]}
            value={form.metric}
            choices={METRICS.map((metric) => ({ value: metric, label: metrics(metric) }))}
            onChange={(metric) => change(withMetric(metric as Metric))}
          />
          <SelectField
            label={t("side")}
            value={form.side}
            choices={sides.map((side) => ({ value: side, label: t(side) }))}
            onChange={(side) => change({ side: side as Form["side"] })}
          />
          <TextField
            label={t("threshold")}
            isRequired
            error={errors["/threshold"]}
            placeholder={example}
            value={form.threshold}
            onChange={(threshold) => change({ threshold })}
          />
          {extras.map((extra) => (
            <TextField
              key={extra}
              label={t(extra)}
              error={errors[`/${extra}`]}
              placeholder={extra === "objective" ? "99.9%" : t("usual")}
              value={form[extra]}
              onChange={(value) => change({ [extra]: value })}
            />
          ))}
        </div>
      </Card>
      <Card title={t("about")}>
        <MatchFields
          value={form.match}
          onChange={(part) => change({ match: { ...form.match, ...part } })}
          errors={errors}
          pointer="/match"
        />
      </Card>
      <Card title={t("incident")}>
        <div className="grid gap-4 sm:grid-cols-3">
          <SelectField
            label={t("severity")}
            error={errors["/severity"]}
            value={form.severity}
            choices={SEVERITIES.map((one) => ({ value: one, label: severity(one) }))}
            onChange={(chosen) => change({ severity: chosen as Severity })}
          />
          {(["confirmations", "recoveries"] as const).map((name) => (
            <TextField
              key={name}
              label={t(name)}
              error={errors[`/${name}`]}
              inputMode="numeric"
              placeholder={t("usual")}
              value={form[name]}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
          <CheckField
            label={t("enabled")}
            className="sm:col-span-3"
            isChecked={form.enabled}
            onChange={(enabled) => change({ enabled })}
          />
        </div>
      </Card>
    </>
  );
}
