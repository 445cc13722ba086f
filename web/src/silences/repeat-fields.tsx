"use client";

import { useTranslations } from "use-intl";
import type { Errors } from "@/forms/json";
import { CheckGroup } from "@/matching/check-group";
import { SelectField, TextField } from "@/ui/fields";
import type { Change, WindowForm } from "./draft";
import { DAYS, type Day, type Repeat, ruleOf } from "./repeat";
import { useDayNames } from "./words";

const EVERY = ["once", "day", "week", "month", "rule"] as const satisfies readonly Repeat["every"][];
const LAST_DAY = 31;

interface RepeatProps {
  form: WindowForm;
  change: Change;
  errors: Errors;
}

/** How often it comes again. */
export function RepeatFields({ form, change, errors }: RepeatProps) {
  const t = useTranslations("silences.form");
  const { repeat } = form;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t("repeats")}
        value={repeat.every}
        choices={EVERY.map((every) => ({ value: every, label: t(`every.${every}`) }))}
        onChange={(value) => {
          const every = EVERY.find((one) => one === value);
          if (every) change({ repeat: changedTo(every, form), begins: "at" });
        }}
        error={repeat.every === "rule" ? undefined : errors["/rrule"]}
      />
      <Details repeat={repeat} onChange={(next) => change({ repeat: next })} error={errors["/rrule"]} />
    </div>
  );
}

function Details({
  repeat,
  onChange,
  error,
}: {
  repeat: Repeat;
  onChange: (repeat: Repeat) => void;
  error: string | undefined;
}) {
  const t = useTranslations("silences.form");
  const names = useDayNames();
  if (repeat.every === "week") {
    return (
      <CheckGroup
        label={t("onDays")}
        choices={DAYS.map((day) => ({ value: day, label: names[day] }))}
        value={repeat.days}
        onChange={(days) => onChange({ every: "week", days })}
      />
    );
  }
  if (repeat.every === "month") {
    const days = Array.from({ length: LAST_DAY }, (_, index) => String(index + 1));
    return (
      <SelectField
        label={t("onDay")}
        value={String(repeat.day)}
        choices={[...days.map((day) => ({ value: day, label: day })), { value: "-1", label: t("lastDay") }]}
        onChange={(day) => onChange({ every: "month", day: Number(day) })}
      />
    );
  }
  if (repeat.every === "rule") {
    return (
      <TextField
        label={t("rule")}
        hint={t("ruleHint")}
        value={repeat.rule}
        onChange={(rule) => onChange({ every: "rule", rule })}
        error={error}
        placeholder="FREQ=MONTHLY;BYDAY=2TU"
        spellCheck={false}
        autoComplete="off"
        maxLength={300}
      />
    );
  }
  return null;
}

/** Begins with the day on which it starts, and a rule with what was chosen before. */
function changedTo(every: Repeat["every"], form: WindowForm): Repeat {
  const start = new Date(`${form.start.slice(0, 10)}T12:00:00Z`);
  const isKnown = !Number.isNaN(start.getTime());
  switch (every) {
    case "week": {
      const day: Day | undefined = isKnown ? DAYS[(start.getUTCDay() + 6) % 7] : undefined;
      return { every, days: day ? [day] : [] };
    }
    case "month":
      return { every, day: isKnown ? start.getUTCDate() : 1 };
    case "rule":
      return { every, rule: ruleOf(form.repeat) ?? "" };
    default:
      return { every };
  }
}
