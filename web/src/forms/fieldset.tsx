import { type ReactNode, useId } from "react";
import { described } from "./described";
import type { Field } from "./fields";

/** Several inputs under one title. */
export function Fieldset({
  field,
  error,
  isTitled = true,
  children,
}: {
  field: Field;
  error: string | undefined;
  /** Whether the title is to be seen: else it stands above already. */
  isTitled?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const told = [field.description && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset className="grid min-w-0 content-start gap-2.5" aria-describedby={told || undefined}>
      <legend className={isTitled ? "mb-1 font-medium text-sm" : "sr-only"}>{field.title}</legend>
      {field.description && (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {described(field.description)}
        </p>
      )}
      {children}
      {error && (
        <p id={`${id}-error`} data-invalid tabIndex={-1} className="font-medium text-down text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
