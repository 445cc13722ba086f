"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { KindAnswer, MonitorDraft } from "@/api/schema";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { fieldsOf } from "@/forms/fields";
import { FormRefusal } from "@/forms/form-refusal";
import { type Errors, isSame } from "@/forms/json";
import { CLEAR_OF_BARS, SaveBar } from "@/forms/save-bar";
import { problemsOf } from "@/forms/sent";
import { UnsavedGuard } from "@/forms/unsaved";
import { useWords } from "@/forms/use-words";
import { useSession } from "@/session/session";
import { Button, LinkButton } from "@/ui/button";
import { draftOf, type MonitorForm as Form, trialOf } from "./draft";
import { PeopleCard } from "./people-card";
import { TimingCard } from "./timing-card";
import { TrialCard } from "./trial-card";
import { WhatCard } from "./what-card";

interface MonitorFormProps {
  initial: Form;
  kind: KindAnswer;
  /** Of the monitor that is changed. */
  id?: number;
  /** Whose secrets are meant where they show as `********`. */
  secretsOf?: number;
  onChangeKind?: () => void;
  action: string;
  cancelHref: string;
  /** Rejects with a Refusal. */
  save: (draft: MonitorDraft) => Promise<unknown>;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** A monitor's fields, with a trial beside them. */
export function MonitorForm(props: MonitorFormProps) {
  const { initial, kind, id, secretsOf, action, cancelHref, save, adviseOn } = props;
  const t = useTranslations("monitorForm");
  const words = useWords();
  const { can } = useSession();
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);

  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const onRefused = (error: unknown) => refuse(refusalOf(error).fields, form);
  const saving = useMutation({ mutationFn: () => save(draftOf(form, kind)), onError: onRefused });
  const isFine = (needsName: boolean): boolean => {
    const nameless: Errors = needsName && form.name.trim() === "" ? { "/name": words.required } : {};
    const problems = { ...nameless, ...problemsOf(fieldsOf(kind.schema), form.config, words, "/config") };
    refuse(problems, form);
    return Object.keys(problems).length === 0;
  };
  const submit = () => {
    if (isFine(true)) saving.mutate();
  };
  const parts = { form, change, errors };

  return (
    <form
      ref={box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className={CLEAR_OF_BARS}
    >
      <fieldset disabled={!can("monitors:write")} className="contents">
        <UnsavedGuard isDirty={!isSame(form, initial) && !saving.isSuccess} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid min-w-0 content-start gap-5">
            <WhatCard {...parts} kind={kind} onChangeKind={props.onChangeKind} />
            <TimingCard {...parts} isActive={kind.is_active} />
            <PeopleCard {...parts} id={id} />
          </div>
          <div className="min-w-0">
            <div className="lg:sticky lg:top-18 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto">
              <TrialCard
                isActive={kind.is_active}
                prepare={() => (isFine(false) ? { draft: trialOf(form, kind), secretsOf } : null)}
                onRefused={onRefused}
              />
            </div>
          </div>
        </div>
        <SaveBar>
          {adviseOn?.(saving.error, submit) ?? <FormRefusal error={saving.error} shown={Object.keys(form)} />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" isBusy={saving.isPending || saving.isSuccess}>
              {action}
            </Button>
            <LinkButton look="secondary" href={cancelHref}>
              {t("cancel")}
            </LinkButton>
          </div>
        </SaveBar>
      </fieldset>
    </form>
  );
}
