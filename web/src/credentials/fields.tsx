"use client";

import { Check, Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslations } from "use-intl";
import type { PasswordRulesAnswer } from "@/api/schema";
import { Field, inputClasses, TextField } from "@/ui/fields";

type TextFieldProps = ComponentProps<typeof TextField>;
type Given = Pick<TextFieldProps, "value" | "onChange" | "error" | "name" | "autoFocus"> & { label?: string };

/** `isWithPasskey`: browsers offer passkeys here, beside the addresses that they know. */
export function EmailField({
  label,
  isWithPasskey,
  ...given
}: Given & Pick<TextFieldProps, "hint" | "readOnly"> & { isWithPasskey?: boolean }) {
  const t = useTranslations("door.fields");
  return (
    <TextField
      label={label ?? t("email")}
      type="email"
      required
      inputMode="email"
      autoComplete={isWithPasskey ? "username webauthn" : "username"}
      autoCapitalize="none"
      spellCheck={false}
      {...given}
    />
  );
}

export function NameField(given: Given) {
  const t = useTranslations("door.fields");
  return <TextField label={t("name")} autoComplete="name" required {...given} />;
}

/** The one that the account has. */
export function PasswordField({ label, ...given }: Given) {
  const t = useTranslations("door.fields");
  return <HiddenField label={label ?? t("password")} autoComplete="current-password" {...given} />;
}

/** One to be chosen: its rules are told before it is refused by them. */
export function NewPasswordField({
  label,
  rules,
  ...given
}: Given & { rules: PasswordRulesAnswer | undefined }) {
  const t = useTranslations("door.fields");
  const missing = (rules?.shortest ?? 0) - [...given.value].length;
  const hint = (
    <span className="grid gap-0.5">
      {rules && given.value !== "" && (
        <span className="flex items-center gap-1.5" aria-live="polite">
          {missing <= 0 && <Check aria-hidden className="size-4 text-up" />}
          {missing > 0 ? t("charactersMissing", { count: missing }) : t("longEnough")}
        </span>
      )}
      <span>{rules ? t("passwordRules", { count: rules.shortest }) : t("passwordAdvice")}</span>
    </span>
  );
  return (
    <HiddenField
      label={label ?? t("newPassword")}
      autoComplete="new-password"
      maxLength={rules?.longest}
      hint={hint}
      {...given}
    />
  );
}

type CodeFieldProps = Given & { hint?: string; isRecoveryCode?: boolean };

/** Six digits of an app or of a mail, or a recovery code. */
export function CodeField({ label, isRecoveryCode = false, ...given }: CodeFieldProps) {
  const t = useTranslations("door.fields");
  return (
    <TextField
      // Browsers keep their keyboard when only its kind changes.
      key={String(isRecoveryCode)}
      label={label ?? (isRecoveryCode ? t("recoveryCode") : t("code"))}
      autoComplete={isRecoveryCode ? "off" : "one-time-code"}
      inputMode={isRecoveryCode ? "text" : "numeric"}
      required
      autoCapitalize="none"
      spellCheck={false}
      {...given}
    />
  );
}

type HiddenFieldProps = Given & { label: string; hint?: TextFieldProps["hint"] } & Pick<
    ComponentProps<"input">,
    "autoComplete" | "maxLength"
  >;

function HiddenField({ label, hint, error, onChange, ...rest }: HiddenFieldProps) {
  const t = useTranslations("door.fields");
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => (
        <span className="relative block">
          <input
            type={isShown ? "text" : "password"}
            className={`${inputClasses} pr-11`}
            required
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
            {...ties}
            {...rest}
          />
          <button
            type="button"
            aria-label={t("show")}
            aria-pressed={isShown}
            title={t("show")}
            onClick={() => setIsShown(!isShown)}
            className="absolute inset-y-0 right-0 inline-flex w-10 items-center justify-center rounded-lg text-ink-faint hover:text-ink"
          >
            <Icon aria-hidden className="size-4.5" />
          </button>
        </span>
      )}
    </Field>
  );
}
