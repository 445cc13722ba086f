"use client";

import { Switch as Parts } from "@base-ui/react/switch";

interface SwitchProps {
  label: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => void;
}

/** On or off, at once. The label is what is read out, and shown on hover. */
export function Switch({ label, isOn, isDisabled, onChange }: SwitchProps) {
  return (
    <span
      className="inline-flex size-9 w-12 items-center justify-center pointer-coarse:size-11"
      title={label}
    >
      <Parts.Root
        aria-label={label}
        checked={isOn}
        disabled={isDisabled ?? false}
        onCheckedChange={onChange}
        className="inline-flex h-6 w-10 items-center rounded-full border border-line-strong bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
      >
        <Parts.Thumb className="size-4.5 rounded-full bg-line-strong transition-transform data-checked:translate-x-4 data-checked:bg-on-accent" />
      </Parts.Root>
    </span>
  );
}
