"use client";

import { Tabs as Parts } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface Tab {
  value: string;
  label: ReactNode;
  panel: ReactNode;
}

export function Tabs({
  tabs,
  value,
  onChange,
  label,
}: {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  return (
    <Parts.Root
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className="grid grid-cols-1 gap-4"
    >
      <Parts.List aria-label={label} className="flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Parts.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px min-h-10 whitespace-nowrap border-transparent border-b-2 px-3 font-medium text-ink-soft text-sm hover:text-ink data-active:border-accent data-active:text-ink"
          >
            {tab.label}
          </Parts.Tab>
        ))}
      </Parts.List>
      {tabs.map((tab) => (
        <Parts.Panel key={tab.value} value={tab.value} className="grid grid-cols-1 gap-4 outline-none">
          {tab.panel}
        </Parts.Panel>
      ))}
    </Parts.Root>
  );
}
