"use client";

import { type ReactNode, useId } from "react";
import { classes } from "@/ui/classes";

interface CheckGroupProps<Value extends string> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  choices: readonly { value: Value; label: string; title?: string }[];
  value: readonly Value[];
  onChange: (value: Value[]) => void;
  isHidden?: boolean;
}

/** Some of a few, side by side: checkboxes that look like what they choose. */
export function CheckGroup<Value extends string>(props: CheckGroupProps<Value>) {
  const { label, hint, error, choices, value, onChange, isHidden } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const toggle = (one: Value, isChosen: boolean) =>
    onChange(
      choices
        .map((choice) => choice.value)
        .filter((other) => (other === one ? isChosen : value.includes(other))),
    );
  return (
    <fieldset className="grid min-w-0 content-start" aria-describedby={described || undefined}>
      <legend className={classes("mb-1.5 font-medium text-sm", isHidden && "sr-only")}>{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {choices.map((choice) => (
          <label
            key={choice.value}
            title={choice.title}
            className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-lg border px-2.5 py-1 text-ink-soft text-sm hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2 pointer-coarse:min-h-11"
          >
            <input
              type="checkbox"
              className="size-4 accent-accent outline-none"
              checked={value.includes(choice.value)}
              onChange={(event) => toggle(choice.value, event.target.checked)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-ink-soft text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} data-invalid tabIndex={-1} className="mt-1.5 font-medium text-down text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
