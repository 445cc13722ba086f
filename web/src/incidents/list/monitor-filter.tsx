"use client";

import { Combobox as Parts } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { monitorQuery } from "@/monitors/queries";
import { buttonClasses } from "@/ui/button";

const MOST_FOUND = 20;

interface Choice {
  value: number | null;
  label: string;
}

/** Of one monitor only, found by typing. */
export function MonitorFilter({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (monitor: number | null) => void;
}) {
  const t = useTranslations("incidents.filters");
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const name = useQuery({ ...monitorQuery(value ?? 0), enabled: value !== null }).data?.name;
  const found = useFound(typed.trim(), isOpen);
  const any: Choice = { value: null, label: t("anyMonitor") };
  const chosen: Choice = value === null ? any : { value, label: name ?? `#${value}` };
  return (
    <Parts.Root
      items={typed.trim() ? found : [any, ...found]}
      filter={null}
      value={chosen}
      isItemEqualToValue={(one: Choice, other: Choice) => one.value === other.value}
      onValueChange={(next: Choice | null) => {
        onChange(next?.value ?? null);
        setTyped("");
      }}
      inputValue={typed}
      onInputValueChange={(text: string, { reason }) => reason === "input-change" && setTyped(text)}
      open={isOpen}
      onOpenChange={setIsOpen}
      autoHighlight
    >
      <Parts.Trigger
        aria-label={value === null ? t("monitor") : chosen.label}
        className={buttonClasses(
          "secondary",
          value === null ? "max-w-64" : "max-w-64 border-accent text-accent-strong",
        )}
      >
        <Activity aria-hidden className="size-4 shrink-0 text-ink-faint" />
        <span className="truncate">{value === null ? t("monitor") : chosen.label}</span>
      </Parts.Trigger>
      <Parts.Portal>
        <Parts.Positioner align="start" sideOffset={6} className="z-50 outline-none">
          <Parts.Popup
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

function useFound(q: string, isWanted: boolean): Choice[] {
  const { data } = useQuery({
    queryKey: ["monitors", "found", q],
    queryFn: ({ signal }) => {
      const query = { ...(q && { q }), limit: MOST_FOUND };
      return told(api.GET("/api/v1/monitors", { params: { query }, signal }));
    },
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  return (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
