"use client";

import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { SilenceAnswer } from "@/api/schema";
import { useFieldErrors, useFirstErrorFocus } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { useVersion } from "@/forms/version";
import { MatchFields } from "@/matching/match-fields";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField } from "@/ui/fields";
import { useSave } from "./actions";
import { type Change, draftOf, gaps, type WindowForm } from "./draft";
import type { WindowKind } from "./queries";
import { WhenFields } from "./when-fields";

interface FormProps {
  kind: WindowKind;
  initial: WindowForm;
  /** What is changed; null for a new one. */
  before: { id: number; tag: string | null } | null;
  onClose: () => void;
  /** Has the form begin anew with what is stored now. */
  onReload: () => void;
  onSaved: (saved: SilenceAnswer) => void;
}

const SHOWN = ["comment", "match", "start", "end", "duration", "rrule", "time_zone"];

/** A silence or a maintenance window, new or to be changed. */
export function WindowFormDialog({ kind, initial, before, onClose, onReload, onSaved }: FormProps) {
  const t = useTranslations("silences");
  const common = useTranslations("common.actions");
  const [form, setForm] = useState(initial);
  const change: Change = (part) => setForm((now) => ({ ...now, ...part }));
  const draft = draftOf(form);
  const { errors, refuse, refusal } = useFieldErrors(draft);
  const element = useRef<HTMLFormElement>(null);
  useFirstErrorFocus(element, refusal);
  const save = useSave(kind);
  const version = useVersion(before?.tag ?? null, onReload);

  const send = () => {
    const missing = gaps(form);
    if (missing.length > 0) {
      refuse(Object.fromEntries(missing.map((pointer) => [pointer, t(`form.wrong${pointer}`)])), draft);
      return;
    }
    save.mutate(
      { draft, before: before && { id: before.id, header: version.header() } },
      { onSuccess: onSaved, onError: (error) => refuse(refusalOf(error).fields, draft) },
    );
  };

  return (
    <Dialog isOpen isWide onClose={onClose} title={t(`${kind}.${before ? "edit" : "create"}`)}>
      <form
        ref={element}
        noValidate
        className="grid gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          label={t("form.comment")}
          hint={t("form.commentHint")}
          error={errors["/comment"]}
          value={form.comment}
          onChange={(comment) => change({ comment })}
          maxLength={500}
          isRequired
        />
        <fieldset className="grid min-w-0 gap-3 border-t pt-4">
          <legend className="float-left mb-1 w-full font-semibold">{t(`form.about.${kind}`)}</legend>
          <CheckField
            label={t("form.everything")}
            isChecked={form.isEverything}
            onChange={(isEverything) => change({ isEverything })}
          />
          {!form.isEverything && (
            <MatchFields
              value={form.match}
              onChange={(part) => change({ match: { ...form.match, ...part } })}
              errors={errors}
              pointer="/match"
              hasIncidents={kind === "silence"}
            />
          )}
          {errors["/match"] && (
            <p data-invalid tabIndex={-1} className="font-medium text-down text-sm">
              {t("form.matchNothing")}
            </p>
          )}
        </fieldset>
        <WhenFields form={form} change={change} errors={errors} />
        {version.adviseOn(save.error, send) ?? <FormRefusal error={save.error} shown={SHOWN} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={save.isPending}>
            {before ? common("save") : common("create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
