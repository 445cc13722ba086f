"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { When } from "@/api/schema";
import { durationText, parseDuration } from "@/forms/duration";
import { type Errors, errorWithin } from "@/forms/json";
import { PickMany } from "@/forms/pick-many";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField, TextField } from "@/ui/fields";
import { type Change, newBusinessHours, type PolicyForm, type Step } from "./draft";
import { keyOf, type Recipients, targetOf } from "./recipients";

const MOST_STEPS = 20;
const MOST_OFFERED = 40;
const NEXT_AFTER_SECONDS = 600;
const WHENS = ["always", "business_hours", "other_hours"] as const satisfies readonly When[];

interface StepsProps {
  form: PolicyForm;
  change: Change;
  errors: Errors;
  recipients: Recipients;
}

/** Who is told first, and who then, while nobody takes it on. */
export function StepsCard({ form, change, errors, recipients }: StepsProps) {
  const t = useTranslations("policies.steps");
  const { steps } = form;
  const replace = (index: number, part: Partial<Step>) => {
    const next = steps.map((step, other) => (other === index ? { ...step, ...part } : step));
    const needsHours = next.some((step) => step.when !== "always");
    change({
      steps: next,
      ...(needsHours && !form.business_hours && { business_hours: newBusinessHours() }),
      ...(!needsHours && { business_hours: null }),
    });
  };
  const add = () => {
    const last = parseDuration(steps.at(-1)?.after || "0") ?? 0;
    change({
      steps: [...steps, { after: durationText(last + NEXT_AFTER_SECONDS), targets: [], when: "always" }],
    });
  };
  return (
    <Card title={t("title")}>
      <p className="mb-3 max-w-prose text-ink-soft text-sm">{t("lead")}</p>
      <ol className="grid gap-3">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place
          <li key={index} className="grid gap-3 rounded-lg border p-3">
            <div className="flex items-center justify-between gap-2">
              <h3 className="flex items-center gap-2 font-semibold text-sm">
                <span
                  aria-hidden
                  className="figures inline-flex size-6 items-center justify-center rounded-full bg-accent text-on-accent text-xs"
                >
                  {index + 1}
                </span>
                {t("step", { number: index + 1 })}
              </h3>
              {steps.length > 1 && (
                <IconButton
                  icon={Trash2}
                  label={t("remove", { number: index + 1 })}
                  onClick={() => change({ steps: steps.filter((_, other) => other !== index) })}
                />
              )}
            </div>
            <StepFields
              step={step}
              onChange={(part) => replace(index, part)}
              errors={errors}
              pointer={`/steps/${index}`}
              recipients={recipients}
            />
          </li>
        ))}
      </ol>
      {errors["/steps"] && (
        <p data-invalid tabIndex={-1} className="mt-2 font-medium text-down text-sm">
          {errors["/steps"]}
        </p>
      )}
      {steps.length < MOST_STEPS && (
        <Button look="secondary" icon={Plus} className="mt-3" onClick={add}>
          {t("add")}
        </Button>
      )}
    </Card>
  );
}

interface StepProps {
  step: Step;
  onChange: (part: Partial<Step>) => void;
  errors: Errors;
  pointer: string;
  recipients: Recipients;
}

function StepFields({ step, onChange, errors, pointer, recipients }: StepProps) {
  const t = useTranslations("policies.steps");
  return (
    <div className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <TextField
        label={t("after")}
        error={errors[`${pointer}/after`]}
        placeholder="10m"
        spellCheck={false}
        value={step.after}
        onChange={(after) => onChange({ after })}
      />
      <TargetsPick {...{ step, onChange, errors, pointer, recipients }} />
      <SelectField
        label={t("when.label")}
        className="sm:col-span-2"
        error={errors[`${pointer}/when`]}
        value={step.when}
        choices={WHENS.map((when) => ({ value: when, label: t(`when.${when}`) }))}
        onChange={(when) => onChange({ when: when as When })}
      />
    </div>
  );
}

function TargetsPick({ step, onChange, errors, pointer, recipients }: StepProps) {
  const t = useTranslations("policies.steps.targets");
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  return (
    <PickMany
      label={t("label")}
      isRequired
      error={errorWithin(errors, `${pointer}/targets`)}
      value={step.targets.map((target) => ({ value: keyOf(target), label: recipients.nameOf(target) }))}
      onChange={(chosen) => onChange({ targets: chosen.map((one) => targetOf(one.value)) })}
      choices={recipients.choices
        .filter(({ label }) => label.toLowerCase().includes(wanted))
        .slice(0, MOST_OFFERED)}
      typed={typed}
      onType={setTyped}
      placeholder={t("placeholder")}
    />
  );
}
