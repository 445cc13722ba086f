"use client";

import { Combobox as Parts } from "@base-ui/react/combobox";
import { X } from "lucide-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import type { Choice } from "@/ui/fields";
import { Field, type FieldProps } from "@/ui/fields";

interface PickManyProps extends FieldProps {
  value: readonly Choice[];
  onChange: (value: readonly Choice[]) => void;
  /** What may be picked, as far as it fits to what was typed. */
  choices: readonly Choice[];
  typed: string;
  onType: (typed: string) => void;
  /** What was typed may be picked as well; ends with a space, a comma or Enter. */
  isFree?: boolean;
  placeholder?: string;
}

const NEW = "new:";

/** Several of many, found by typing, shown as chips. */
export function PickMany(props: PickManyProps) {
  const { value, onChange, choices, typed, onType, isFree, placeholder, ...labels } = props;
  const t = useTranslations("forms.pick");
  const box = useRef<HTMLDivElement>(null);
  const free = typed.trim();
  const isOffered = [...choices, ...value].some((choice) => choice.value === free);
  const created: Choice[] =
    isFree && free && !isOffered ? [{ value: NEW + free, label: t("create", { name: free }) }] : [];

  const addFree = (text: string) => {
    const names = text.split(/[\s,;]+/).filter((name) => name && !value.some((one) => one.value === name));
    if (names.length > 0) onChange([...value, ...names.map((name) => ({ value: name, label: name }))]);
    onType("");
  };

  return (
    <Field {...labels}>
      {(ties) => (
        <Parts.Root
          multiple
          items={[...choices, ...created]}
          filter={null}
          autoHighlight
          value={value as Choice[]}
          isItemEqualToValue={(one: Choice, other: Choice) => one.value === other.value}
          inputValue={typed}
          onInputValueChange={(text: string) =>
            isFree && /[\s,;]/.test(text.trimStart()) ? addFree(text) : onType(text)
          }
          onValueChange={(next: Choice[]) => onChange(next.map(withoutMark))}
        >
          <Parts.InputGroup
            ref={box}
            className="flex min-h-9 w-full flex-wrap items-center gap-1 rounded-lg border border-line-strong bg-surface p-1 focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-2 has-aria-invalid:border-down pointer-coarse:min-h-11"
          >
            <Parts.Chips className="contents">
              {value.map((choice) => (
                <Parts.Chip
                  key={choice.value}
                  aria-label={choice.label}
                  className="flex max-w-full items-center gap-0.5 rounded-md bg-sunken pl-2 text-sm outline-none data-highlighted:bg-accent-soft"
                >
                  <span className="truncate">{choice.label}</span>
                  <Parts.ChipRemove
                    aria-label={t("remove", { name: choice.label })}
                    className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-soft hover:text-ink pointer-coarse:size-8"
                  >
                    <X aria-hidden className="size-3.5" />
                  </Parts.ChipRemove>
                </Parts.Chip>
              ))}
              <Parts.Input
                {...ties}
                placeholder={value.length === 0 ? placeholder : undefined}
                className="min-w-24 grow bg-transparent px-2 py-0.5 text-ink outline-none placeholder:text-ink-faint pointer-coarse:text-base"
                spellCheck={false}
                autoComplete="off"
                onBlur={() => isFree && addFree(typed)}
              />
            </Parts.Chips>
          </Parts.InputGroup>
          <Parts.Portal>
            <Parts.Positioner anchor={box} sideOffset={4} className="z-50 w-(--anchor-width) outline-none">
              <Parts.Popup className="max-h-[min(18rem,var(--available-height))] overflow-y-auto rounded-xl bg-raised p-1.5 shadow-raised">
                <Parts.Empty className="px-2.5 py-1.5 text-ink-soft text-sm empty:hidden">
                  {isFree && !free ? t("type") : t("nothing")}
                </Parts.Empty>
                <Parts.List>
                  {(choice: Choice) => (
                    <Parts.Item
                      key={choice.value}
                      value={choice}
                      className="flex min-h-9 cursor-default select-none items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-sunken pointer-coarse:min-h-11"
                    >
                      <span className="grow truncate">{choice.label}</span>
                      <Parts.ItemIndicator className="text-accent">✓</Parts.ItemIndicator>
                    </Parts.Item>
                  )}
                </Parts.List>
              </Parts.Popup>
            </Parts.Positioner>
          </Parts.Portal>
        </Parts.Root>
      )}
    </Field>
  );
}

function withoutMark(choice: Choice): Choice {
  if (!choice.value.startsWith(NEW)) return choice;
  const name = choice.value.slice(NEW.length);
  return { value: name, label: name };
}
