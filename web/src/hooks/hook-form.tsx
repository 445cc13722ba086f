"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { HookDraft } from "@/api/schema";
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
import { draftOf, type HookForm as Form, type HookKind } from "./draft";
import { SettingsCard } from "./settings-card";

interface HookFormProps {
  initial: Form;
  kind: HookKind;
  onChangeKind?: () => void;
  action: string;
  /** Rejects with a Refusal. */
  save: (draft: HookDraft) => Promise<unknown>;
  /** What to do about a refusal that is about more than fields; null for others. */
  adviseOn?: (error: unknown, saveAgain: () => void) => ReactNode;
}

export function HookForm({ initial, kind, onChangeKind, action, save, adviseOn }: HookFormProps) {
  const t = useTranslations("hooks");
  const words = useWords();
  const { can } = useSession();
  const [form, setForm] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const { errors, refuse, refusal } = useFieldErrors(form);
  useFirstErrorFocus(box, refusal);

  const saving = useMutation({
    mutationFn: () => save(draftOf(form, kind)),
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  const submit = () => {
    const nameless: Errors = form.name.trim() === "" ? { "/name": words.required } : {};
    const problems = { ...nameless, ...problemsOf(fieldsOf(kind.schema), form.config, words, "/config") };
    refuse(problems, form);
    if (Object.keys(problems).length === 0) saving.mutate();
  };
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
      <fieldset disabled={!can("hooks:write")} className="contents">
        <UnsavedGuard isDirty={!isSame(form, initial) && !saving.isSuccess} />
        <SettingsCard
          form={form}
          change={(part) => setForm((now) => ({ ...now, ...part }))}
          errors={errors}
          kind={kind}
          onChangeKind={onChangeKind}
        />
        {can("hooks:write") && (
          <SaveBar>
            {adviseOn?.(saving.error, submit) ?? (
              <FormRefusal error={saving.error} shown={Object.keys(form)} />
            )}
            <div className="flex flex-wrap gap-2">
              <Button type="submit" isBusy={saving.isPending || saving.isSuccess}>
                {action}
              </Button>
              <LinkButton look="secondary" href="/hooks">
                {t("cancel")}
              </LinkButton>
            </div>
          </SaveBar>
        )}
      </fieldset>
    </form>
  );
}
