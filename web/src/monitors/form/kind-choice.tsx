"use client";

import { Check } from "lucide-react";
import { useTranslations } from "use-intl";
import type { KindAnswer } from "@/api/schema";
import { described } from "@/forms/described";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";

interface KindChoiceProps {
  kinds: readonly KindAnswer[];
  onChoose: (kind: string) => void;
}

/** The first question about a new monitor. */
export function KindChoice({ kinds, onChoose }: KindChoiceProps) {
  const byUse = [...kinds].sort((one, other) => Number(other.is_active) - Number(one.is_active));
  return (
    <ul className={classes("grid gap-3 sm:grid-cols-2", kinds.length > 4 && "xl:grid-cols-3")}>
      {byUse.map((kind) => (
        <li key={kind.kind} className="grid">
          <button
            type="button"
            onClick={() => onChoose(kind.kind)}
            className="grid content-start gap-1 rounded-xl border bg-surface px-5 py-4 text-left shadow-flat transition-colors hover:border-accent hover:bg-accent-soft"
          >
            <span className="font-semibold text-[1.0625rem]">{kind.title}</span>
            <span className="text-ink-soft text-sm">{described(kind.summary)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What was chosen, and the way back to the question. */
export function ChosenKind({ kind, onChange }: { kind: KindAnswer; onChange?: (() => void) | undefined }) {
  const t = useTranslations("monitorForm.kind");
  return (
    <div className="flex items-start justify-between gap-3 rounded-lg bg-sunken px-3.5 py-2.5">
      <div className="flex min-w-0 gap-2.5">
        <Check aria-hidden className="mt-0.5 size-4.5 shrink-0 text-accent" />
        <p className="min-w-0 text-sm">
          <span className="font-semibold">{kind.title}</span>{" "}
          <span className="text-ink-soft">{described(kind.summary)}</span>
        </p>
      </div>
      {onChange && (
        <Button look="quiet" className="-my-1 -mr-2" onClick={onChange}>
          {t("change")}
        </Button>
      )}
    </div>
  );
}
