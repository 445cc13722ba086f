"use client";

import { useId } from "react";
import { useTranslations } from "use-intl";
import type { Errors } from "@/forms/json";
import { TimeZoneField } from "@/policies/time-zone-field";
import { SelectField, TextField } from "@/ui/fields";
import { type Change, isOnce, type WindowForm } from "./draft";
import { RepeatFields } from "./repeat-fields";

interface WhenProps {
  form: WindowForm;
  change: Change;
  errors: Errors;
}

const LENGTHS = ["15m", "30m", "1h", "2h", "4h", "8h", "1d", "7d"];

/** When it begins, how long it holds, and whether it comes again; on whose clock. */
export function WhenFields({ form, change, errors }: WhenProps) {
  const t = useTranslations("silences.form");
  return (
    <fieldset className="grid min-w-0 gap-4 border-t pt-4">
      <legend className="float-left w-full font-semibold">{t("when")}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <Beginning {...{ form, change, errors }} />
        <Ending {...{ form, change, errors }} />
      </div>
      <RepeatFields {...{ form, change, errors }} />
      <TimeZoneField value={form.zone} onChange={(zone) => change({ zone })} error={errors["/time_zone"]} />
    </fieldset>
  );
}

function Beginning({ form, change, errors }: WhenProps) {
  const t = useTranslations("silences.form");
  const isNow = isOnce(form) && form.begins === "now";
  return (
    <div className="grid content-start gap-2">
      {isOnce(form) && (
        <SelectField
          label={t("begins")}
          value={form.begins}
          choices={[
            { value: "now", label: t("now") },
            { value: "at", label: t("at") },
          ]}
          onChange={(begins) => change({ begins: begins === "now" ? "now" : "at" })}
        />
      )}
      {!isNow && (
        <TextField
          type="datetime-local"
          label={t(isOnce(form) ? "start" : "first")}
          value={form.start}
          onChange={(start) => change({ start })}
          error={errors["/start"]}
        />
      )}
    </div>
  );
}

function Ending({ form, change, errors }: WhenProps) {
  const t = useTranslations("silences.form");
  const id = useId();
  const isUntil = isOnce(form) && form.ends === "until";
  return (
    <div className="grid content-start gap-2">
      {isOnce(form) && (
        <SelectField
          label={t("ends")}
          value={form.ends}
          choices={[
            { value: "length", label: t("afterLength") },
            { value: "until", label: t("at") },
          ]}
          onChange={(ends) => change({ ends: ends === "until" ? "until" : "length" })}
        />
      )}
      {isUntil ? (
        <TextField
          type="datetime-local"
          label={t("until")}
          value={form.until}
          onChange={(until) => change({ until })}
          error={errors["/end"]}
        />
      ) : (
        <>
          <TextField
            label={t("length")}
            hint={t("lengthHint")}
            value={form.length}
            onChange={(length) => change({ length })}
            error={errors["/duration"] ?? errors["/end"]}
            list={id}
            spellCheck={false}
            autoComplete="off"
          />
          <datalist id={id}>
            {LENGTHS.map((length) => (
              <option key={length} value={length} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
