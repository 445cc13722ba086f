"use client";

import { Eye, EyeOff, Trash2, Undo2 } from "lucide-react";
import { type ComponentProps, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton } from "@/ui/button";
import { inputClasses } from "@/ui/fields";
import { KEPT_SECRET } from "./sent";

interface SecretInputProps {
  value: string;
  onChange: (value: string) => void;
  isLong?: boolean;
  /** It can be done without. */
  isRemovable?: boolean;
}

type Rest = Pick<
  ComponentProps<"input">,
  "id" | "aria-describedby" | "aria-invalid" | "aria-label" | "required"
>;

/** For what is never shown once it is saved: it stays as it is until another is typed. */
export function SecretInput({ value, onChange, isLong, isRemovable, ...rest }: SecretInputProps & Rest) {
  const t = useTranslations("forms.secret");
  const [isShown, setIsShown] = useState(false);
  const wasKept = useRef(false);
  const isKept = value === KEPT_SECRET;
  if (isKept) wasKept.current = true;
  const written = {
    value: isKept ? "" : value,
    placeholder: isKept ? "••••••••" : "",
    autoComplete: "new-password",
    spellCheck: false,
    onChange: (event: { target: { value: string } }) =>
      onChange(event.target.value === "" && wasKept.current ? KEPT_SECRET : event.target.value),
  };
  return (
    <span className="flex items-start gap-1">
      {isLong ? (
        <textarea
          className={`${inputClasses} font-mono text-sm`}
          rows={3}
          {...written}
          {...(rest as object)}
        />
      ) : (
        <input type={isShown ? "text" : "password"} className={inputClasses} {...written} {...rest} />
      )}
      {!isLong && !isKept && value !== "" && (
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={isShown ? t("hide") : t("show")}
          onClick={() => setIsShown(!isShown)}
        />
      )}
      {isKept && isRemovable && <IconButton icon={Trash2} label={t("remove")} onClick={() => onChange("")} />}
      {!isKept && wasKept.current && (
        <IconButton icon={Undo2} label={t("keep")} onClick={() => onChange(KEPT_SECRET)} />
      )}
    </span>
  );
}
