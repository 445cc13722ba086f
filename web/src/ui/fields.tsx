"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { classes } from "./classes";

export const inputClasses =
  "w-full min-h-9 rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-ink pointer-coarse:min-h-11 " +
  "pointer-coarse:text-base placeholder:text-ink-faint disabled:bg-sunken disabled:text-ink-faint " +
  "aria-invalid:border-down";

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  isRequired?: boolean;
  className?: string;
}

interface Ties {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

/** A label, what is inside, a hint and what is wrong, tied together for whoever does not see them side by side. */
export function Field({
  label,
  hint,
  error,
  isRequired,
  className,
  children,
}: FieldProps & { children: (ties: Ties) => ReactNode }) {
  const id = useId();
  const t = useTranslations("common");
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={classes("grid content-start gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {isRequired && (
          <span className="text-ink-faint">
            {" "}
            <span aria-hidden>*</span>
            <span className="sr-only">({t("required")})</span>
          </span>
        )}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="font-medium text-down text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

type Typed<Element extends "input" | "textarea"> = FieldProps & {
  value: string;
  onChange: (value: string) => void;
} & Omit<ComponentProps<Element>, "value" | "onChange" | "className" | "children">;

export function TextField({
  label,
  hint,
  error,
  isRequired,
  className,
  value,
  onChange,
  ...rest
}: Typed<"input">) {
  return (
    <Field {...{ label, hint, error, isRequired, className }}>
      {(ties) => (
        <input
          type="text"
          className={inputClasses}
          value={value}
          required={isRequired}
          onChange={(event) => onChange(event.target.value)}
          {...ties}
          {...rest}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  isRequired,
  className,
  value,
  onChange,
  ...rest
}: Typed<"textarea">) {
  return (
    <Field {...{ label, hint, error, isRequired, className }}>
      {(ties) => (
        <textarea
          className={inputClasses}
          rows={4}
          value={value}
          required={isRequired}
          onChange={(event) => onChange(event.target.value)}
          {...ties}
          {...rest}
        />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
}

type SelectProps = FieldProps & {
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
} & Omit<ComponentProps<"select">, "value" | "onChange" | "className" | "children">;

/** The browser's own: the best there is on a phone, and typed into on a desktop. */
export function SelectField({
  label,
  hint,
  error,
  isRequired,
  className,
  value,
  choices,
  onChange,
  ...rest
}: SelectProps) {
  return (
    <Field {...{ label, hint, error, isRequired, className }}>
      {(ties) => (
        <select
          className={inputClasses}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...ties}
          {...rest}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: ReactNode;
  hint?: ReactNode;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
  className?: string;
}

export function CheckField({ label, hint, isChecked, onChange, isDisabled, className }: CheckProps) {
  const id = useId();
  return (
    <div className={classes("flex items-start gap-2.5", className)}>
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4.5 shrink-0 accent-accent pointer-coarse:size-6"
        checked={isChecked}
        disabled={isDisabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-ink-soft text-sm">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
