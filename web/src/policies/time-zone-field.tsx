"use client";

import { useId, useMemo } from "react";
import { useTranslations } from "use-intl";
import { TextField } from "@/ui/fields";

interface TimeZoneProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** A name of the IANA database, found by typing. */
export function TimeZoneField({ value, onChange, error }: TimeZoneProps) {
  const t = useTranslations("policies.hours");
  const id = useId();
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone")], []);
  return (
    <>
      <TextField
        label={t("timeZone")}
        error={error}
        list={id}
        spellCheck={false}
        autoComplete="off"
        placeholder="Europe/Berlin"
        {...{ value, onChange }}
      />
      <datalist id={id}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
