"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import type { Permission } from "@/api/schema";
import { rolesQuery } from "@/members/queries";
import { useSession } from "@/session/session";
import { CheckField } from "@/ui/fields";
import type { KeyForm } from "./draft";
import { BROAD } from "./scopes";

interface PowerProps {
  form: KeyForm;
  change: (part: Partial<KeyForm>) => void;
  error: string | undefined;
}

/** How much a key may do: some permissions, or as much as a role. What is beyond whoever asks is not offered. */
export function PowerField({ form, change, error }: PowerProps) {
  const t = useTranslations("apiKeys");
  const { can } = useSession();
  const { data } = useQuery(rolesQuery);
  const isHeld = (power: string): boolean =>
    data?.scopes.find(({ scope }) => scope === power)?.permissions.every(can) ?? false;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("create.may")}</legend>
      {(["some", ...BROAD.filter(isHeld)] as const).map((power) => (
        <PowerChoice
          key={power}
          label={power === "some" ? t("create.some") : t(`scopes.${power}`)}
          hint={t(`create.about.${power}`)}
          isChosen={form.power === power}
          onChoose={() => change({ power })}
        />
      ))}
      {form.power === "some" && <Permissions form={form} change={change} error={error} />}
      {form.power !== "some" && error && <p className="font-medium text-down text-sm">{error}</p>}
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  hint: string;
  isChosen: boolean;
  onChoose: () => void;
}

function PowerChoice({ label, hint, isChosen, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="radio"
        name="power"
        className="mt-0.5 size-4.5 shrink-0 accent-accent pointer-coarse:size-6"
        checked={isChosen}
        aria-describedby={`${id}-hint`}
        onChange={onChoose}
      />
      <div className="grid">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {hint}
        </p>
      </div>
    </div>
  );
}

function Permissions({ form, change, error }: PowerProps) {
  const t = useTranslations("apiKeys.create");
  const permission = useTranslations("members.permissions");
  const { can } = useSession();
  const { data } = useQuery(rolesQuery);
  const id = useId();
  const offered = (data?.scopes ?? [])
    .map(({ scope }) => scope as Permission)
    .filter((scope) => permission.has(scope) && can(scope));
  const inPairs = [
    ...offered.filter((one) => hasPair(one, offered)),
    ...offered.filter((one) => !hasPair(one, offered)),
  ];
  const toggle = (one: Permission, isChecked: boolean) =>
    change({
      permissions: isChecked ? [...form.permissions, one] : form.permissions.filter((other) => other !== one),
    });
  return (
    <fieldset
      className="mt-1 grid gap-x-6 gap-y-2.5 rounded-lg bg-sunken px-4 py-3 sm:grid-cols-2"
      aria-describedby={error ? `${id}-error` : undefined}
      data-invalid={error ? "" : undefined}
      tabIndex={-1}
    >
      <legend className="sr-only">{t("permissions")}</legend>
      {inPairs.map((one) => (
        <CheckField
          key={one}
          label={permission(one)}
          isChecked={form.permissions.includes(one)}
          onChange={(isChecked) => toggle(one, isChecked)}
        />
      ))}
      {error && (
        <p id={`${id}-error`} className="font-medium text-down text-sm sm:col-span-2">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** To see and to change the same stand side by side. */
function hasPair(scope: Permission, offered: readonly Permission[]): boolean {
  const [noun] = scope.split(":");
  return offered.filter((one) => one.startsWith(`${noun}:`)).length === 2;
}
