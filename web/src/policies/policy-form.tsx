"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { isSame } from "@/forms/json";
import { CLEAR_OF_BARS, SaveBar } from "@/forms/save-bar";
import { UnsavedGuard } from "@/forms/unsaved";
import { MatchFields } from "@/matching/match-fields";
import { Button, LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { CheckField, TextField } from "@/ui/fields";
import { draftOf, type PolicyForm as Form } from "./draft";
import { EscalationPicture } from "./escalation-picture";
import { HoursCard } from "./hours-card";
import { useRecipients } from "./recipients";
import { StepsCard } from "./steps-card";
import { TellingCard } from "./telling-card";
import { TrialCard } from "./trial-card";

interface PolicyFormProps {
  initial: Form;
  action: string;
  /** Rejects with a Refusal. */
  save: (draft: ReturnType<typeof draftOf>) => Promise<unknown>;
  isReadOnly?: boolean;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** A policy's fields, with what they come to drawn beside them. */
export function PolicyForm({ initial, action, save, isReadOnly, adviseOn }: PolicyFormProps) {
  const t = useTranslations("policies");
  const common = useTranslations("common");
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const recipients = useRecipients();
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const saving = useMutation({
    mutationFn: () => save(draftOf(form)),
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  /** Says at the fields what can be told without asking the server; whether there is nothing. */
  const isSound = (faults: Record<string, string>) => {
    refuse(faults, form);
    return Object.keys(faults).length === 0;
  };
  const unaimed = () => unaimedSteps(form, t("steps.targets.needed"));
  const submit = () => {
    const unnamed: Record<string, string> =
      form.name.trim() === "" ? { "/name": common("fieldRequired") } : {};
    if (isSound({ ...unnamed, ...unaimed() })) saving.mutate();
  };
  const parts = { form, change, errors };
  return (
    <form
      ref={box}
      noValidate
      className={CLEAR_OF_BARS}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <UnsavedGuard isDirty={!isSame(form, initial) && !saving.isSuccess} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <fieldset disabled={isReadOnly} className="grid min-w-0 content-start gap-5">
          <Card title={t("form.what")}>
            <div className="grid gap-4">
              <TextField
                label={t("form.name")}
                isRequired
                error={errors["/name"]}
                maxLength={200}
                value={form.name}
                onChange={(name) => change({ name })}
              />
              <MatchFields
                value={form.match}
                onChange={(part) => change({ match: { ...form.match, ...part } })}
                errors={errors}
                pointer="/match"
                hasIncidents
              />
              <CheckField
                label={t("form.enabled")}
                isChecked={form.enabled}
                onChange={(enabled) => change({ enabled })}
              />
            </div>
          </Card>
          <StepsCard {...parts} recipients={recipients} />
          <HoursCard {...parts} />
          <TellingCard {...parts} />
        </fieldset>
        <div className="min-w-0 max-lg:row-start-1">
          <div className="lg:sticky lg:top-18 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto">
            <Card title={t("picture.title")}>
              <EscalationPicture form={form} recipients={recipients} title={form.name || t("newTitle")} />
            </Card>
          </div>
        </div>
      </div>
      <TrialCard
        form={form}
        storedName={initial.name}
        isReady={() => isSound(unaimed())}
        onRefused={(fields) => refuse(fields, form)}
      />
      {!isReadOnly && (
        <SaveBar>
          {adviseOn?.(saving.error, submit) ?? <FormRefusal error={saving.error} shown={Object.keys(form)} />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" isBusy={saving.isPending}>
              {action}
            </Button>
            <LinkButton look="secondary" href="/policies">
              {common("actions.cancel")}
            </LinkButton>
          </div>
        </SaveBar>
      )}
    </form>
  );
}

/** What is said of the steps that tell nobody. */
function unaimedSteps({ steps }: Form, needed: string): Record<string, string> {
  const found = steps.flatMap(({ targets }, index) =>
    targets.length === 0 ? [[`/steps/${index}/targets`, needed]] : [],
  );
  return Object.fromEntries(found);
}
