"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, IconButton } from "@/ui/button";
import { inputClasses } from "@/ui/fields";
import type { ShapeProps } from "./field-view";
import { Fieldset } from "./fieldset";
import { errorWithin, isObject, isSame, type JsonObject, type Value } from "./json";
import { SecretInput } from "./secret-input";

interface Row {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

let nextId = 0;

const rowsOf = (value: Value | undefined): readonly Row[] =>
  isObject(value)
    ? Object.entries(value).map(([name, one]) => ({ id: nextId++, name, value: String(one) }))
    : [];

/** Rows without a name are not there yet. */
const objectOf = (rows: readonly Row[]): JsonObject =>
  Object.fromEntries(rows.filter((row) => row.name.trim() !== "").map((row) => [row.name.trim(), row.value]));

/** Names and values, such as headers. */
export function MapView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"map">) {
  const t = useTranslations("forms.map");
  const [typed, setTyped] = useState(() => rowsOf(value));
  const rows = isSame(objectOf(typed), value ?? {}) ? typed : rowsOf(value);
  const error = errorWithin(errors, pointer);
  const isFull = shape.mostItems !== undefined && rows.length >= shape.mostItems;

  const set = (next: readonly Row[]) => {
    setTyped(next);
    onChange(objectOf(next));
  };
  const change = (id: number, part: Partial<Row>) =>
    set(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));

  return (
    <Fieldset field={field} error={error}>
      {rows.length > 0 && (
        <ul className="grid gap-2">
          {rows.map((row) => (
            <li
              key={row.id}
              className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2 max-sm:grid-cols-1"
            >
              <input
                className={inputClasses}
                aria-label={t("name", { title: field.title })}
                placeholder={t("namePlaceholder")}
                value={row.name}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => change(row.id, { name: event.target.value })}
              />
              <RowValue
                isSecret={shape.item.isSecret}
                label={t("value", { name: row.name || field.title })}
                value={row.value}
                onChange={(one) => change(row.id, { value: one })}
              />
              <IconButton
                icon={Trash2}
                label={t("remove", { name: row.name || field.title })}
                onClick={() => set(rows.filter((other) => other.id !== row.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {!isFull && (
        <div>
          <Button
            look="secondary"
            icon={Plus}
            aria-label={`${t("add")}: ${field.title}`}
            onClick={() => setTyped([...rows, { id: nextId++, name: "", value: "" }])}
          >
            {t("add")}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}

interface RowValueProps {
  isSecret: boolean;
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function RowValue({ isSecret, label, value, onChange }: RowValueProps) {
  if (isSecret) return <SecretInput aria-label={label} value={value} onChange={onChange} />;
  return (
    <input
      className={inputClasses}
      aria-label={label}
      value={value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
