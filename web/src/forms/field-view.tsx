"use client";

import { useTranslations } from "use-intl";
import { useSchemaText } from "@/i18n/schema-texts";
import { CheckField, inputClasses, Field as Labelled, SelectField, TextArea, TextField } from "@/ui/fields";
import { described } from "./described";
import { durationText } from "./duration";
import type { Field, Shape } from "./fields";
import { type Errors, errorWithin, pointerTo, type Value } from "./json";
import { ListView } from "./list-view";
import { MapView } from "./map-view";
import { GroupView, UnionView } from "./object-view";
import { SecretInput } from "./secret-input";
import { KEPT_SECRET } from "./sent";
import { asJson, asLines, asNumber, useTyped } from "./use-typed";

export interface ShapeProps<Of extends Shape["type"] = Shape["type"]> {
  shape: Shape & { type: Of };
  field: Field;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
  pointer: string;
  errors: Errors;
}

type FieldProps = Omit<ShapeProps, "shape" | "pointer"> & { parent: string };

/** One field, drawn by the shape of what it holds. */
export function FieldView({ field, parent, ...rest }: FieldProps) {
  return <ShapeView {...rest} field={field} shape={field.shape} pointer={pointerTo(parent, field.name)} />;
}

/** `shape`: the field's, or that of one item of its list. */
export function ShapeView({ shape, ...props }: ShapeProps) {
  switch (shape.type) {
    case "text":
      return <TextView {...props} shape={shape} />;
    case "number":
      return <NumberView {...props} shape={shape} />;
    case "duration":
      return <DurationView {...props} shape={shape} />;
    case "boolean":
      return <BooleanView {...props} shape={shape} />;
    case "choice":
      return <ChoiceView {...props} shape={shape} />;
    case "list":
      return isLines(shape.item) ? (
        <LinesView {...props} shape={shape} />
      ) : (
        <ListView {...props} shape={shape} />
      );
    case "map":
      return <MapView {...props} shape={shape} />;
    case "group":
      return <GroupView {...props} shape={shape} />;
    case "union":
      return <UnionView {...props} shape={shape} />;
    case "json":
      return <JsonView {...props} shape={shape} />;
    case "const":
      return null;
  }
}

/** Whether a field needs no more than half the width. */
export const isNarrow = ({ shape }: Field): boolean =>
  ["number", "duration", "choice"].includes(shape.type) ||
  (shape.type === "text" && !shape.isLong && !shape.isSecret && (shape.maxLength ?? Number.MAX_VALUE) <= 100);

const isLines = (item: Shape): boolean => item.type === "text" && !item.isSecret && !item.isLong;

const textOf = (value: Value | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

function labels({ field, pointer, errors }: Omit<ShapeProps, "shape">) {
  return {
    label: field.title,
    hint: described(field.description),
    error: errorWithin(errors, pointer),
    isRequired: field.isRequired,
  };
}

function TextView({ shape, ...props }: ShapeProps<"text">) {
  const { field, value, onChange } = props;
  if (shape.isSecret) return <SecretView {...props} shape={shape} />;
  const written = {
    value: textOf(value),
    onChange,
    placeholder: field.placeholder,
    maxLength: shape.maxLength,
    spellCheck: false,
    autoComplete: "off",
  };
  return shape.isLong ? (
    <TextArea {...labels(props)} {...written} rows={3} />
  ) : (
    <TextField {...labels(props)} {...written} />
  );
}

function SecretView({ shape, ...props }: ShapeProps<"text">) {
  const t = useTranslations("common");
  const value = textOf(props.value);
  const { hint, ...rest } = labels(props);
  return (
    <Labelled {...rest} hint={value === KEPT_SECRET ? t("secretKept") : hint}>
      {(ties) => (
        <SecretInput
          {...ties}
          value={value}
          onChange={props.onChange}
          isLong={shape.isLong}
          isRemovable={!props.field.isRequired}
        />
      )}
    </Labelled>
  );
}

function NumberView({ shape, ...props }: ShapeProps<"number">) {
  const { text, type } = useTyped(props.value, props.onChange, asNumber);
  return (
    <TextField
      {...labels(props)}
      value={text}
      onChange={type}
      inputMode={shape.isInteger && (shape.minimum ?? 0) >= 0 ? "numeric" : "text"}
      placeholder={props.field.placeholder}
      autoComplete="off"
    />
  );
}

function DurationView({ shape, ...props }: ShapeProps<"duration">) {
  const { field, value } = props;
  const text = typeof value === "number" ? durationText(value, shape.unit) : textOf(value);
  const placeholder =
    typeof field.default === "number" ? durationText(field.default, shape.unit) : field.placeholder;
  return (
    <TextField
      {...labels(props)}
      value={text}
      onChange={props.onChange}
      placeholder={placeholder}
      autoComplete="off"
    />
  );
}

function BooleanView(props: ShapeProps<"boolean">) {
  const { label, hint, error } = labels(props);
  return (
    <div className="grid gap-1">
      <CheckField label={label} hint={hint} isChecked={props.value === true} onChange={props.onChange} />
      {error && <p className="font-medium text-down text-sm">{error}</p>}
    </div>
  );
}

function ChoiceView({ shape, ...props }: ShapeProps<"choice">) {
  const say = useSchemaText();
  const { field, value, onChange } = props;
  const chosen = shape.choices.indexOf(value ?? null);
  const choices = shape.choices.map((choice, index) => ({
    value: String(index),
    label: say(choiceText(choice)),
  }));
  const isEmptyPossible = field.isNullable || chosen < 0;
  return (
    <SelectField
      {...labels(props)}
      value={chosen < 0 ? "" : String(chosen)}
      choices={isEmptyPossible ? [{ value: "", label: "–" }, ...choices] : choices}
      onChange={(index) => onChange(index === "" ? null : shape.choices[Number(index)])}
    />
  );
}

/** Names as the API has them. */
const choiceText = (choice: Value): string =>
  typeof choice === "string" ? choice.replaceAll("_", " ") : String(choice);

function LinesView(props: ShapeProps<"list">) {
  const t = useTranslations("forms");
  const { text, type } = useTyped(props.value, props.onChange, asLines);
  const { hint, ...rest } = labels(props);
  return (
    <TextArea
      {...rest}
      hint={
        <>
          {hint} {t("onePerLine")}
        </>
      }
      value={text}
      onChange={type}
      rows={Math.min(8, Math.max(2, text.split("\n").length + 1))}
      placeholder={props.field.placeholder}
      spellCheck={false}
      autoComplete="off"
    />
  );
}

function JsonView(props: ShapeProps<"json">) {
  const { text, type } = useTyped(props.value, props.onChange, asJson);
  return (
    <Labelled {...labels(props)}>
      {(ties) => (
        <textarea
          {...ties}
          className={`${inputClasses} font-mono text-sm`}
          rows={Math.min(12, Math.max(1, text.split("\n").length))}
          value={text}
          onChange={(event) => type(event.target.value)}
          placeholder={'"ok"'}
          spellCheck={false}
        />
      )}
    </Labelled>
  );
}
