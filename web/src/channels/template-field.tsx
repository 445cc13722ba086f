"use client";

import { useRef } from "react";
import { useTranslations } from "use-intl";
import { Field, inputClasses } from "@/ui/fields";

interface TemplateFieldProps {
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
  rows: number;
  placeholder: string;
}

/** Text with `{{ names }}`. An error that names a line leads there. */
export function TemplateField({
  label,
  hint,
  error,
  value,
  onChange,
  rows,
  placeholder,
}: TemplateFieldProps) {
  const t = useTranslations("channels.templates");
  const area = useRef<HTMLTextAreaElement>(null);
  const line = lineOf(error);
  const select = () => {
    if (area.current === null || line === null) return;
    const [start, end] = boundsOf(value, line);
    area.current.focus();
    area.current.setSelectionRange(start, end);
  };
  return (
    <div className="grid gap-1.5">
      <Field label={label} hint={hint} error={error}>
        {(ties) => (
          <textarea
            {...ties}
            ref={area}
            className={`${inputClasses} font-mono text-sm`}
            rows={rows}
            value={value}
            maxLength={32_768}
            placeholder={placeholder}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {line !== null && value.includes("\n") && (
        <button type="button" className="link min-h-6 justify-self-start text-sm" onClick={select}>
          {t("goToLine", { line })}
        </button>
      )}
    </div>
  );
}

/** Such as 3 of `line 3: there is no …`. */
export function lineOf(error: string | undefined): number | null {
  const found = /\bline (\d+)\b/.exec(error ?? "")?.[1];
  return found === undefined ? null : Number(found);
}

/** Where a line, counted from 1, begins and ends. */
export function boundsOf(text: string, line: number): [number, number] {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return [Math.min(start, text.length), Math.min(start + (lines[line - 1]?.length ?? 0), text.length)];
}
