"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { type Refusal, refusalOf } from "@/api/problem";

type Values = Readonly<Record<string, string>>;
type Errors<V extends Values> = Partial<Record<keyof V, string>>;

interface FormOptions<V extends Values, Answer> {
  initial: V;
  /** What may be left empty. */
  optional?: readonly (keyof V)[];
  send: (values: V) => Promise<Answer>;
  onDone: (answer: Answer, values: V) => void;
  /** What a refusal says of a field without naming it. */
  place?: (refusal: Refusal) => Errors<V>;
}

interface FieldState {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

export interface Form<V extends Values> {
  values: V;
  field: (name: keyof V & string) => FieldState;
  /** What no field says. */
  refusal: Refusal | null;
  isBusy: boolean;
  fill: (some: Partial<V>) => void;
  /** For the `form` element. */
  ties: { ref: RefObject<HTMLFormElement | null>; onSubmit: (event: FormEvent) => void; noValidate: true };
}

/** A form of some texts: sent once at a time, what is wrong at its fields, and the first of these in focus. */
export function useForm<V extends Values, Answer>(options: FormOptions<V, Answer>): Form<V> {
  const t = useTranslations("common");
  const ref = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(options.initial);
  const [errors, setErrors] = useState<Errors<V>>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  // A new object with each refusal, also when the same is wrong again.
  useEffect(() => {
    if (Object.keys(errors).length > 0)
      ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const sending = useMutation({
    mutationFn: options.send,
    onSuccess: options.onDone,
    onError: (error) => {
      const refused = refusalOf(error);
      const placed = { ...fieldsOf(refused, values), ...options.place?.(refused) };
      const isAllPlaced = Object.keys(placed).length >= Math.max(1, Object.keys(refused.fields).length);
      setErrors(placed);
      setRefusal(isAllPlaced ? null : refused);
    },
  });

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    const typed = { ...values, ...shown(ref.current, values) };
    const missing = Object.keys(typed).filter(
      (name) => typed[name] === "" && !options.optional?.includes(name),
    );
    setValues(typed);
    setRefusal(null);
    setErrors(Object.fromEntries(missing.map((name) => [name, t("fieldRequired")])) as Errors<V>);
    if (missing.length === 0) sending.mutate(typed);
  };

  return {
    values,
    refusal,
    isBusy: sending.isPending,
    fill: (some) => setValues((current) => ({ ...current, ...some })),
    ties: { ref, onSubmit, noValidate: true },
    field: (name) => ({
      name,
      value: values[name] ?? "",
      error: errors[name],
      onChange: (value) => {
        setValues((current) => ({ ...current, [name]: value }));
        setErrors(({ [name]: _gone, ...others }) => others as Errors<V>);
      },
    }),
  };
}

/** As it stands in the page: some password managers fill fields in without a word to scripts. */
function shown<V extends Values>(form: HTMLFormElement | null, values: V): Partial<V> {
  const entries = [...new FormData(form ?? undefined)].filter(([name]) => name in values);
  return Object.fromEntries(entries) as Partial<V>;
}

function fieldsOf<V extends Values>(refusal: Refusal, values: V): Errors<V> {
  const ours = Object.entries(refusal.fields).filter(([pointer]) => pointer.slice(1) in values);
  return Object.fromEntries(
    ours.map(([pointer, message]) => [pointer.slice(1), sentence(message)]),
  ) as Errors<V>;
}

/** From what may be the end of one. */
function sentence(text: string): string {
  const ended = /[.!?:]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
