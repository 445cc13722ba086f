import { useState } from "react";
import { isSame, Unparsed, type Value } from "./json";

interface Reading {
  read: (text: string) => Value;
  show: (value: Value | undefined) => string;
}

/** Text that means a value: kept as it was typed (`1.`, a line that is still empty) while it means the same. */
export function useTyped(
  value: Value | undefined,
  onChange: (value: Value) => void,
  { read, show }: Reading,
): { text: string; type: (text: string) => void } {
  const [typed, setTyped] = useState(() => show(value));
  return {
    text: isSame(read(typed), value) ? typed : show(value),
    type: (text) => {
      setTyped(text);
      onChange(read(text));
    },
  };
}

const shown = (value: Value | undefined): string =>
  value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

export const asNumber: Reading = {
  read: (text) => (text.trim() === "" || Number.isNaN(Number(text)) ? text.trim() : Number(text)),
  show: shown,
};

/** One value a line. */
export const asLines: Reading = {
  read: (text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  show: (value) => (Array.isArray(value) ? value.map(shown).join("\n") : ""),
};

export const asJson: Reading = {
  read: (text) => {
    if (text.trim() === "") return null;
    try {
      return JSON.parse(text) as Value;
    } catch {
      return new Unparsed(text);
    }
  },
  show: (value) => {
    if (value instanceof Unparsed) return value.text;
    return value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
  },
};
