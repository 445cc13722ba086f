"use client";

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const parsers = {
  id: parseAsInteger,
  form: parseAsStringLiteral(["new", "edit"]),
  /** When a new one is to be. */
  day: parseAsString,
};

/** Which one is looked at, or written, as it stands in the address. */
export function useOpened() {
  const [opened, set] = useQueryStates(parsers, { history: "push" });
  return {
    opened,
    look: (id: number) => void set({ id, form: null, day: null }),
    edit: (id: number) => void set({ id, form: "edit", day: null }),
    create: (day: string | null = null) => void set({ id: null, form: "new", day }),
    close: () => void set({ id: null, form: null, day: null }),
  };
}

export type Opened = ReturnType<typeof useOpened>;
