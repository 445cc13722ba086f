"use client";

import { classes } from "@/ui/classes";
import { FieldView, isNarrow } from "./field-view";
import type { Field } from "./fields";
import { type Errors, type JsonObject, withValue } from "./json";
import { shownValue } from "./sent";

interface FieldsViewProps {
  fields: readonly Field[];
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  pointer: string;
  errors: Errors;
}

/** Several fields of one object: two beside each other where they are small and there is room. */
export function FieldsView({ fields, value, onChange, pointer, errors }: FieldsViewProps) {
  return (
    <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
      {fields.map((field) => (
        <div key={field.name} className={classes("min-w-0", !isNarrow(field) && "sm:col-span-2")}>
          <FieldView
            field={field}
            parent={pointer}
            errors={errors}
            value={shownValue(field, value)}
            onChange={(one) => onChange(withValue(value, field.name, one))}
          />
        </div>
      ))}
    </div>
  );
}
