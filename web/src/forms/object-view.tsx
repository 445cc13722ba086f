"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useSchemaText } from "@/i18n/schema-texts";
import { SelectField } from "@/ui/fields";
import { described } from "./described";
import type { ShapeProps } from "./field-view";
import { inWords, type UnionShape, type Variant } from "./fields";
import { FieldsView } from "./fields-view";
import { Fieldset } from "./fieldset";
import { hasErrorWithin, isObject, type JsonObject } from "./json";
import { isDefault } from "./sent";

/** Folded where it may be left out, as long as nothing in it is set or wrong. */
export function GroupView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"group">) {
  const [isOpen, setIsOpen] = useState(
    () => value !== undefined && !isDefault(field, { [field.name]: value }),
  );
  const within = (
    <FieldsView
      fields={shape.fields}
      value={isObject(value) ? value : {}}
      onChange={onChange}
      pointer={pointer}
      errors={errors}
    />
  );
  // A list's items are there because somebody wants them.
  const isItem = field.shape !== shape;
  if (field.isRequired || isItem)
    return (
      <Fieldset field={field} error={errors[pointer]}>
        {within}
      </Fieldset>
    );
  return (
    <details
      className="group/fold"
      open={isOpen || hasErrorWithin(errors, pointer)}
      onToggle={(event) => {
        if (event.target === event.currentTarget) setIsOpen(event.currentTarget.open);
      }}
    >
      <summary className="-mx-1 flex min-h-8 w-fit list-none items-center gap-1.5 rounded px-1 font-medium text-sm pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/fold:rotate-90" />
        {field.title}
      </summary>
      <Fieldset field={field} error={errors[pointer]} isTitled={false}>
        {within}
      </Fieldset>
    </details>
  );
}

/** One of several objects: which one is chosen first. */
export function UnionView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"union">) {
  const say = useSchemaText();
  const object: JsonObject = isObject(value) ? value : {};
  const variant = variantOf(shape, object);
  const choices = shape.variants.map((one) => ({ value: one.value, label: say(inWords(one.value)) }));
  return (
    <Fieldset field={field} error={errors[pointer]}>
      <SelectField
        label={say(inWords(shape.tag))}
        hint={variant && described(variant.description)}
        value={variant?.value ?? ""}
        choices={variant ? choices : [{ value: "", label: "–" }, ...choices]}
        onChange={(chosen) => onChange(chosen === "" ? undefined : { [shape.tag]: chosen })}
      />
      {variant && (
        <FieldsView
          fields={variant.fields}
          value={object}
          onChange={onChange}
          pointer={pointer}
          errors={errors}
        />
      )}
    </Fieldset>
  );
}

export function variantOf(shape: UnionShape, object: JsonObject): Variant | undefined {
  return shape.variants.find((one) => one.value === object[shape.tag]);
}
