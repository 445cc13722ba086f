"use client";

import { Combobox as Parts } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { closing } from "@/ui/closing";

const MOST_FOUND = 20;

interface Choice {
  value: number | null;
  label: string;
}

interface MonitorPopupProps {
  anchor: HTMLElement;
  chosen: Choice;
  onChange: (monitor: number | null) => void;
  onClose: () => void;
}

/** It is open for as long as it exists. Loaded by itself: see `monitor-filter.tsx`. */
export function MonitorPopup({ anchor, chosen, onChange, onClose }: MonitorPopupProps) {
  const t = useTranslations("incidents.filters");
  const [typed, setTyped] = useState("");
  const found = useFound(typed.trim());
  const any: Choice = { value: null, label: t("anyMonitor") };
  return (
    <Parts.Root
      items={typed.trim() ? found : [any, ...found]}
      filter={null}
      value={chosen}
      isItemEqualToValue={(one: Choice, other: Choice) => one.value === other.value}
      onValueChange={(next: Choice | null) => onChange(next?.value ?? null)}
      inputValue={typed}
      onInputValueChange={(text: string, { reason }) => reason === "input-change" && setTyped(text)}
      open
      onOpenChange={closing(anchor, onClose)}
      autoHighlight
    >
      <Parts.Portal>
        <Parts.Positioner anchor={anchor} align="start" sideOffset={6} className="z-50 outline-none">
          <Parts.Popup
            finalFocus={() => anchor}
            aria-label={t("monitor")}
            className="flex max-h-[min(24rem,var(--available-height))] w-72 animate-appear flex-col overflow-hidden rounded-xl bg-raised shadow-raised outline-none"
          >
            <Parts.Input
              placeholder={t("findMonitor")}
              aria-label={t("findMonitor")}
              spellCheck={false}
              className="min-h-11 border-b bg-transparent px-3.5 outline-none placeholder:text-ink-faint pointer-coarse:text-base"
            />
            <Parts.Empty className="px-3.5 py-3 text-ink-soft text-sm empty:hidden">
              {t("noMonitor")}
            </Parts.Empty>
            <Parts.List className="overflow-y-auto p-1.5 empty:p-0">
              {(choice: Choice) => (
                <Parts.Item
                  key={choice.value ?? "any"}
                  value={choice}
                  className="flex min-h-9 cursor-default select-none items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-sunken pointer-coarse:min-h-11"
                >
                  <span className="grow truncate">{choice.label}</span>
                  <Parts.ItemIndicator className="text-accent">✓</Parts.ItemIndicator>
                </Parts.Item>
              )}
            </Parts.List>
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}

function useFound(q: string): Choice[] {
  const { data } = useQuery({
    queryKey: ["monitors", "found", q],
    queryFn: ({ signal }) => {
      const query = { ...(q && { q }), limit: MOST_FOUND };
      return told(api.GET("/api/v1/monitors", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
  return (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
