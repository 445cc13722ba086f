"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import type { FilterChoice } from "./filters";
import { NOUNS, useActionWords } from "./words";

export function FilterBar({ choice: { filters, change, asked } }: { choice: FilterChoice }) {
  const t = useTranslations("audit.filters");
  const common = useTranslations("common.empty");
  const noun = useTranslations("audit.nouns");
  const words = useActionWords();
  const groups = NOUNS.map((one) => ({ value: `${one}.`, label: noun(one) }));
  const isGroup = filters.action === "" || groups.some(({ value }) => value === filters.action);
  const exact = isGroup ? [] : [{ value: filters.action, label: words(filters.action) }];
  return (
    <section aria-label={t("label")} className="flex flex-wrap items-end gap-3">
      <TextField
        type="search"
        label={t("actor")}
        className="w-64 max-sm:w-full"
        placeholder={t("actorHint")}
        value={filters.actor}
        onChange={(actor) => void change({ actor: actor || null })}
        spellCheck={false}
        autoComplete="off"
      />
      <SelectField
        label={t("about")}
        className="w-52 max-sm:w-full"
        value={filters.action}
        choices={[{ value: "", label: t("anything") }, ...exact, ...groups]}
        onChange={(action) => void change({ action: action || null })}
      />
      <TextField
        type="date"
        label={t("from")}
        className="min-w-36 max-sm:flex-1"
        max={filters.to || undefined}
        value={filters.from}
        onChange={(from) => void change({ from: from || null })}
      />
      <TextField
        type="date"
        label={t("to")}
        className="min-w-36 max-sm:flex-1"
        min={filters.from || undefined}
        value={filters.to}
        onChange={(to) => void change({ to: to || null })}
      />
      {filters.subject && (
        <button
          type="button"
          onClick={() => void change({ subject: null })}
          aria-label={t("dropSubject", { subject: filters.subject })}
          className="inline-flex min-h-9 items-center gap-1 rounded-md bg-accent-soft px-2.5 text-accent-strong text-sm pointer-coarse:min-h-11"
        >
          {t("subject", { subject: filters.subject })}
          <X aria-hidden className="size-3.5" />
        </button>
      )}
      {Object.keys(asked).length > 0 && (
        <Button look="quiet" onClick={() => void change(null)}>
          {common("clearFilters")}
        </Button>
      )}
    </section>
  );
}
