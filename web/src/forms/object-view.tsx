"use client";

import { SelectField } from "@/ui/fields";
import { described } from "./described";
import type { ShapeProps } from "./field-view";
import { inWords, type UnionShape, type Variant } from "./fields";
import { FieldsView } from "./fields-view";
import { Fieldset } from "./fieldset";
import { isObject, type JsonObject } from "./json";

export function GroupView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"group">) {
  return (
    <Fieldset field={field} error={errors[pointer]}>
      <FieldsView
        fields={shape.fields}
        value={isObject(value) ? value : {}}
        onChange={onChange}
        pointer={pointer}
        errors={errors}
      />
    </Fieldset>
  );
}

/** One of several objects: which one is chosen first. */
export function UnionView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"union">) {
  const object: JsonObject = isObject(value) ? value : {};
  const variant = variantOf(shape, object);
  const choices = shape.variants.map((one) => ({ value: one.value, label: inWords(one.value) }));
  return (
    <Fieldset field={field} error={errors[pointer]}>
      <SelectField
        label={inWords(shape.tag)}
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
