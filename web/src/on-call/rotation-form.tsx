"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { Turn } from "@/api/schema";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { isSame } from "@/forms/json";
import { CLEAR_OF_BARS, SaveBar } from "@/forms/save-bar";
import { UnsavedGuard } from "@/forms/unsaved";
import { TimeZoneField } from "@/policies/time-zone-field";
import { Button, LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { SelectField, TextField } from "@/ui/fields";
import { draftOf, type RotationForm as Form } from "./draft";
import { Participants } from "./participants";

interface RotationFormProps {
  initial: Form;
  action: string;
  cancelHref: string;
  /** Rejects with a Refusal. */
  save: (draft: ReturnType<typeof draftOf>) => Promise<unknown>;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
  hint?: ReactNode;
}

export function RotationForm({ initial, action, cancelHref, save, adviseOn, hint }: RotationFormProps) {
  const t = useTranslations("onCall.form");
  const common = useTranslations("common");
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const saving = useMutation({
    mutationFn: () => save(draftOf(form)),
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  return (
    <form
      ref={box}
      noValidate
      className={`${CLEAR_OF_BARS} max-w-3xl`}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <UnsavedGuard isDirty={!isSame(form, initial) && !saving.isSuccess} />
      <Card>
        <div className="grid gap-4 pt-2">
          <TextField
            label={t("name")}
            isRequired
            error={errors["/name"]}
            maxLength={200}
            value={form.name}
            onChange={(name) => change({ name })}
          />
          <Participants
            value={form.participants}
            onChange={(participants) => change({ participants })}
            errors={errors}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label={t("turn")}
              error={errors["/turn"]}
              value={form.turn}
              choices={[
                { value: "weekly", label: t("weekly") },
                { value: "daily", label: t("daily") },
              ]}
              onChange={(turn) => change({ turn: turn as Turn })}
            />
            <TextField
              label={t(form.turn === "weekly" ? "everyWeeks" : "everyDays")}
              error={errors["/every"]}
              inputMode="numeric"
              value={form.every}
              onChange={(every) => change({ every })}
            />
            <TextField
              label={t("startsOn")}
              hint={t("startsOnHint")}
              type="date"
              error={errors["/starts_on"]}
              value={form.starts_on}
              onChange={(starts_on) => change({ starts_on })}
            />
            <TextField
              label={t("handOver")}
              type="time"
              error={errors["/hand_over"]}
              value={form.hand_over}
              onChange={(hand_over) => change({ hand_over })}
            />
          </div>
          <TimeZoneField
            value={form.time_zone}
            onChange={(time_zone) => change({ time_zone })}
            error={errors["/time_zone"]}
          />
          {hint && <p className="text-ink-soft text-sm">{hint}</p>}
        </div>
      </Card>
      <SaveBar>
        {adviseOn?.(saving.error, () => saving.mutate()) ?? (
          <FormRefusal error={saving.error} shown={Object.keys(form)} />
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isBusy={saving.isPending}>
            {action}
          </Button>
          <LinkButton look="secondary" href={cancelHref}>
            {common("actions.cancel")}
          </LinkButton>
        </div>
      </SaveBar>
    </form>
  );
}
