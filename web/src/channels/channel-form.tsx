"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { ChannelDraft, ChannelKindAnswer } from "@/api/schema";
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
import { draftOf, type ChannelForm as Form, templatesOf, trialOf } from "./draft";
import { PreviewCard, usePreview } from "./preview-card";
import { ReachCard } from "./reach-card";
import { ReliabilityCard } from "./reliability-card";
import { TemplatesCard } from "./templates-card";
import { TrialCard, type Tried } from "./trial-card";

interface ChannelFormProps {
  initial: Form;
  kind: ChannelKindAnswer;
  /** Of the channel that is changed. */
  id?: number;
  onChangeKind?: () => void;
  action: string;
  /** Rejects with a Refusal. */
  save: (draft: ChannelDraft) => Promise<unknown>;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** A channel's fields; beside them a test, and how its messages read. */
export function ChannelForm({ initial, kind, id, onChangeKind, action, save, adviseOn }: ChannelFormProps) {
  const t = useTranslations("channels");
  const words = useWords();
  const { can } = useSession();
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const refused = useFieldErrors(form);
  useFirstErrorFocus(box, refused.refusal);
  const preview = usePreview(kind.kind, templatesOf(form));

  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));
  const onRefused = (error: unknown) => refused.refuse(refusalOf(error).fields, form);
  const saving = useMutation({ mutationFn: () => save(draftOf(form, kind)), onError: onRefused });
  const isFine = (needsName: boolean): boolean => {
    const nameless: Errors = needsName && form.name.trim() === "" ? { "/name": words.required } : {};
    const problems = { ...nameless, ...problemsOf(fieldsOf(kind.schema), form.config, words, "/config") };
    refused.refuse(problems, form);
    return Object.keys(problems).length === 0;
  };
  const submit = () => {
    if (isFine(true)) saving.mutate();
  };
  const isDirty = !isSame(form, initial);
  /** As it is saved, so that its health hears of it; else what stands here. */
  const prepareTrial = (): Tried | null => {
    if (id !== undefined && !isDirty) return { saved: id };
    return isFine(false) ? { draft: trialOf(form, kind), secretsOf: id } : null;
  };
  const previewErrors = preview.query.isError ? refusalOf(preview.query.error).fields : {};
  const parts = { form, change, errors: { ...previewErrors, ...refused.errors } };

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
      <fieldset disabled={!can("channels:write")} className="contents">
        <UnsavedGuard isDirty={isDirty && !saving.isSuccess} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid min-w-0 content-start gap-5">
            <ReachCard {...parts} kind={kind} onChangeKind={onChangeKind} />
            <TemplatesCard {...parts} format={kind.format} />
            <ReliabilityCard {...parts} id={id} />
          </div>
          <div className="min-w-0">
            <div className="grid gap-5 lg:sticky lg:top-18 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto">
              <TrialCard prepare={prepareTrial} onRefused={onRefused} />
              <PreviewCard preview={preview} />
            </div>
          </div>
        </div>
        <SaveBar>
          {adviseOn?.(saving.error, submit) ?? <FormRefusal error={saving.error} shown={Object.keys(form)} />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" isBusy={saving.isPending || saving.isSuccess}>
              {action}
            </Button>
            <LinkButton look="secondary" href="/channels">
              {t("cancel")}
            </LinkButton>
          </div>
        </SaveBar>
      </fieldset>
    </form>
  );
}
