"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { CheckGroup } from "@/matching/check-group";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { DAYS, type DailyHours, type Hours } from "./draft";
import { TimeZoneField } from "./time-zone-field";

const MOST_RANGES = 50;

interface HoursProps {
  value: Hours;
  onChange: (part: Partial<Hours>) => void;
  errors: Errors;
  pointer: string;
}

/** Hours of the week, as the clock reads in a time zone. */
export function HoursFields({ value, onChange, errors, pointer }: HoursProps) {
  const t = useTranslations("policies.hours");
  const replace = (index: number, part: Partial<DailyHours>) =>
    onChange({ hours: value.hours.map((one, other) => (other === index ? { ...one, ...part } : one)) });
  return (
    <div className="grid gap-4">
      <TimeZoneField
        value={value.time_zone}
        onChange={(time_zone) => onChange({ time_zone })}
        error={errors[`${pointer}/time_zone`]}
      />
      <ul className="grid gap-3">
        {value.hours.map((range, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: everything in a row is held by its value
          <li key={index} className="grid gap-3 rounded-lg bg-sunken p-3">
            <RangeFields
              range={range}
              onChange={(part) => replace(index, part)}
              errors={errors}
              pointer={`${pointer}/hours/${index}`}
              onRemove={
                value.hours.length > 1
                  ? () => onChange({ hours: value.hours.filter((_, other) => other !== index) })
                  : undefined
              }
            />
          </li>
        ))}
      </ul>
      {errors[`${pointer}/hours`] && (
        <p data-invalid tabIndex={-1} className="font-medium text-down text-sm">
          {errors[`${pointer}/hours`]}
        </p>
      )}
      {value.hours.length < MOST_RANGES && (
        <Button
          look="secondary"
          icon={Plus}
          className="justify-self-start"
          onClick={() => onChange({ hours: [...value.hours, { days: DAYS, from: "12:00", to: "13:00" }] })}
        >
          {t("add")}
        </Button>
      )}
    </div>
  );
}

interface RangeProps {
  range: DailyHours;
  onChange: (part: Partial<DailyHours>) => void;
  errors: Errors;
  pointer: string;
  onRemove: (() => void) | undefined;
}

function RangeFields({ range, onChange, errors, pointer, onRemove }: RangeProps) {
  const t = useTranslations("policies.hours");
  const short = useTranslations("policies.shortDays");
  const day = useTranslations("policies.days");
  return (
    <>
      <CheckGroup
        label={t("days")}
        isHidden
        error={errorWithin(errors, `${pointer}/days`)}
        choices={DAYS.map((one) => ({ value: one, label: short(one), title: day(one) }))}
        value={range.days}
        onChange={(days) => onChange({ days })}
      />
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label={t("from")}
          type="time"
          className="w-32"
          error={errors[`${pointer}/from`]}
          value={range.from}
          onChange={(from) => onChange({ from })}
        />
        <TextField
          label={t("to")}
          type="time"
          className="w-32"
          error={errors[`${pointer}/to`]}
          // A clock shows midnight as 00:00, which is the same: an end that is not later lies on the next day.
          value={range.to === "24:00" ? "00:00" : range.to}
          onChange={(to) => onChange({ to })}
        />
        {onRemove && <IconButton icon={Trash2} label={t("remove")} onClick={onRemove} />}
      </div>
    </>
  );
}
