import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import { type Errors, isSame, valueAt } from "./json";

interface Refused {
  errors: Errors;
  /** What was refused. */
  value: unknown;
}

/** What was said to be wrong and has not been changed since. */
export function stillWrong({ errors, value }: Refused, current: unknown): Errors {
  const kept = Object.entries(errors).filter(([pointer]) =>
    isSame(valueAt(value, pointer), valueAt(current, pointer)),
  );
  return Object.fromEntries(kept);
}

const NOTHING: Refused = { errors: {}, value: null };

/** Errors at their fields: each goes when what it speaks of is changed. */
export function useFieldErrors(current: unknown) {
  const [refused, setRefused] = useState(NOTHING);
  const errors = useMemo(() => stillWrong(refused, current), [refused, current]);
  const refuse = useCallback((found: Errors, value: unknown) => setRefused({ errors: found, value }), []);
  /** Changes with each refusal. */
  return { errors, refuse, refusal: refused as object };
}

/** Leads to the first field that is wrong, each time something was refused. */
export function useFirstErrorFocus(form: RefObject<HTMLElement | null>, refusal: object): void {
  useEffect(() => {
    if (refusal === NOTHING) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus();
  }, [form, refusal]);
}
