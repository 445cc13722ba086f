"use client";

import { Check } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSchemaText } from "@/i18n/schema-texts";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";
import { described } from "./described";

/** What something can be: a kind of check, or of channel. */
export interface Kind {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
}

const MOST_IN_TWO_COLUMNS = 4;

interface KindChoiceProps {
  question: string;
  kinds: readonly Kind[];
  onChoose: (kind: string) => void;
}

/** The first question about something new. */
export function KindChoice({ question, kinds, onChoose }: KindChoiceProps) {
  const say = useSchemaText();
  return (
    <section className="grid gap-4" aria-label={question}>
      <p className="text-ink-soft">{question}</p>
      <ul
        className={classes(
          "grid gap-3 sm:grid-cols-2",
          kinds.length > MOST_IN_TWO_COLUMNS && "xl:grid-cols-3",
        )}
      >
        {kinds.map((kind) => (
          <li key={kind.kind} className="grid">
            <button
              type="button"
              onClick={() => onChoose(kind.kind)}
              className="grid content-start gap-1 rounded-xl border bg-surface px-5 py-4 text-left shadow-flat transition-colors hover:border-accent hover:bg-accent-soft"
            >
              <span className="font-semibold text-[1.0625rem]">{say(kind.title)}</span>
              <span className="text-ink-soft text-sm">{described(say(kind.summary))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was chosen, and the way back to the question. */
export function ChosenKind({ kind, onChange }: { kind: Kind; onChange?: (() => void) | undefined }) {
  const t = useTranslations("forms");
  const say = useSchemaText();
  return (
    <div className="flex items-start justify-between gap-3 rounded-lg bg-sunken px-3.5 py-2.5">
      <div className="flex min-w-0 gap-2.5">
        <Check aria-hidden className="mt-0.5 size-4.5 shrink-0 text-accent" />
        <p className="min-w-0 text-sm">
          <span className="font-semibold">{say(kind.title)}</span>{" "}
          <span className="text-ink-soft">{described(say(kind.summary))}</span>
        </p>
      </div>
      {onChange && (
        <Button look="quiet" className="-my-1 -mr-2" onClick={onChange}>
          {t("anotherKind")}
        </Button>
      )}
    </div>
  );
}
