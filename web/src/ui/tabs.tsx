"use client";

import { type KeyboardEvent, type ReactNode, useId } from "react";
import { classes } from "./classes";

export interface Tab {
  value: string;
  label: ReactNode;
  panel: ReactNode;
}

interface TabsProps {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}

/** Where each key leads from a tab, of so many. */
const KEYS: Readonly<Record<string, (from: number, count: number) => number>> = {
  ArrowRight: (from, count) => (from + 1) % count,
  ArrowLeft: (from, count) => (from + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The tabulator comes to the chosen one, arrows go on from there: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ tabs, value, onChange, label }: TabsProps) {
  const id = useId();
  const chosen = tabs.find((tab) => tab.value === value);

  // A key leads to a tab, and Enter or the space bar chooses it: what it shows may have to be read first.
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
    const to = KEYS[event.key]?.(all.indexOf(event.target as HTMLElement), all.length);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    all[to]?.focus();
  };

  return (
    <div className="grid grid-cols-1 gap-4">
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="flex gap-1 overflow-x-auto border-b"
      >
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}${tab.value}`}
            aria-selected={tab === chosen}
            aria-controls={tab === chosen ? `${id}panel` : undefined}
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className={classes(
              "-mb-px min-h-10 whitespace-nowrap border-b-2 px-3 font-medium text-sm",
              tab === chosen ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {chosen && (
        <div
          key={chosen.value}
          role="tabpanel"
          id={`${id}panel`}
          aria-labelledby={`${id}${chosen.value}`}
          className="grid grid-cols-1 gap-4"
        >
          {chosen.panel}
        </div>
      )}
    </div>
  );
}
