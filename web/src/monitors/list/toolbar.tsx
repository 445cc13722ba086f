"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDownWideNarrow, Search, Shapes, X } from "lucide-react";
import { type Ref, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useSchemaText } from "@/i18n/schema-texts";
import { buttonClasses } from "@/ui/button";
import { inputClasses } from "@/ui/fields";
import { Menu } from "@/ui/menu";
import { kindsQuery } from "../form/queries";
import { type FilterChoice, SORTS } from "./filters";

import { TagFilter } from "./tag-filter";

const TYPING_MS = 200;

/** Search, filters and order of the list, and below what of them holds. */
export function Toolbar({ choice, searchRef }: { choice: FilterChoice; searchRef: Ref<HTMLInputElement> }) {
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox value={choice.filters.q} onChange={(q) => choice.change({ q })} inputRef={searchRef} />
        <KindFilter choice={choice} />
        <TagFilter chosen={choice.filters.tag} onChange={(tag) => choice.change({ tag })} />
        <SortMenu choice={choice} />
      </div>
      <Holding choice={choice} />
    </div>
  );
}

function SearchBox({
  value,
  onChange,
  inputRef,
}: {
  value: string;
  onChange: (value: string) => void;
  inputRef: Ref<HTMLInputElement>;
}) {
  const t = useTranslations("monitors.toolbar");
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from elsewhere: by the way back, or by "clear".
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }

  useEffect(() => {
    if (typed === known) return;
    const timer = setTimeout(() => {
      setKnown(typed);
      onChange(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, known, onChange]);

  return (
    <div className="relative min-w-48 grow basis-full sm:basis-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
      />
      <input
        ref={inputRef}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        placeholder={t("search")}
        aria-label={t("search")}
        aria-keyshortcuts="/"
        className={`${inputClasses} pl-9`}
      />
    </div>
  );
}

function KindFilter({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("monitors.toolbar");
  const say = useSchemaText();
  const kinds = useQuery(kindsQuery).data ?? [];
  const { kind: chosen } = choice.filters;
  const toggle = (kind: string) =>
    choice.change({ kind: chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind] });
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={buttonClasses("secondary")}>
          <Shapes aria-hidden className="size-4 text-ink-faint" />
          {t("kind")}
        </button>
      }
      items={kinds.map(({ kind, title }) => ({
        label: say(title),
        isChosen: chosen.includes(kind),
        onSelect: () => toggle(kind),
      }))}
    />
  );
}

function SortMenu({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("monitors.sort");
  const { sort } = choice.filters;
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={buttonClasses("secondary")}
          aria-label={t("label", { sort: t(sort) })}
        >
          <ArrowDownWideNarrow aria-hidden className="size-4 text-ink-faint" />
          {t(sort)}
        </button>
      }
      items={SORTS.map((one) => ({
        label: t(one),
        isChosen: one === sort,
        onSelect: () => choice.change({ sort: one }),
      }))}
    />
  );
}

/** Kinds and tags that hold, each with a way out of it. */
function Holding({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("monitors.toolbar");
  const common = useTranslations("common.empty");
  const say = useSchemaText();
  const kinds = useQuery(kindsQuery).data ?? [];
  const { filters, change } = choice;
  const held = [
    ...filters.kind.map((kind) => ({
      key: `kind ${kind}`,
      label: say(kinds.find((one) => one.kind === kind)?.title ?? kind),
      drop: () => change({ kind: filters.kind.filter((one) => one !== kind) }),
    })),
    ...filters.tag.map((tag) => ({
      key: `tag ${tag}`,
      label: tag,
      drop: () => change({ tag: filters.tag.filter((one) => one !== tag) }),
    })),
  ];
  if (held.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {held.map(({ key, label, drop }) => (
        <button
          key={key}
          type="button"
          onClick={drop}
          aria-label={t("drop", { label })}
          className="inline-flex min-h-7 items-center gap-1 rounded-md bg-accent-soft px-2 text-accent-strong text-sm pointer-coarse:min-h-11"
        >
          {label}
          <X aria-hidden className="size-3.5" />
        </button>
      ))}
      <button type="button" onClick={choice.clear} className="link min-h-7 px-1 text-sm">
        {common("clearFilters")}
      </button>
    </div>
  );
}
