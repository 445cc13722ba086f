"use client";

import { Combobox as Parts } from "@base-ui/react/combobox";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { closing } from "@/ui/closing";
import { tagsQuery } from "./queries";

interface TagPopupProps {
  anchor: HTMLElement;
  chosen: readonly string[];
  onChange: (tags: string[]) => void;
  onClose: () => void;
}

/** It is open for as long as it exists. Loaded by itself: see `tag-filter.tsx`. */
export function TagPopup({ anchor, chosen, onChange, onClose }: TagPopupProps) {
  const t = useTranslations("monitors.toolbar");
  const tags = useQuery(tagsQuery).data ?? [];
  return (
    <Parts.Root
      multiple
      items={tags}
      value={[...chosen]}
      onValueChange={onChange}
      open
      onOpenChange={closing(anchor, onClose)}
      autoHighlight
    >
      <Parts.Portal>
        <Parts.Positioner anchor={anchor} align="start" sideOffset={6} className="z-50 outline-none">
          <Parts.Popup
            finalFocus={() => anchor}
            aria-label={t("tag")}
            className="flex max-h-[min(24rem,var(--available-height))] w-64 animate-appear flex-col overflow-hidden rounded-xl bg-raised shadow-raised outline-none"
          >
            <Parts.Input
              placeholder={t("findTag")}
              aria-label={t("findTag")}
              spellCheck={false}
              className="min-h-11 border-b bg-transparent px-3.5 outline-none placeholder:text-ink-faint pointer-coarse:text-base"
            />
            <Parts.Empty className="px-3.5 py-3 text-ink-soft text-sm empty:hidden">{t("noTag")}</Parts.Empty>
            <Parts.List className="overflow-y-auto p-1.5 empty:p-0">
              {(tag: string) => (
                <Parts.Item
                  key={tag}
                  value={tag}
                  className="flex min-h-9 cursor-default select-none items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-sunken pointer-coarse:min-h-11"
                >
                  <span className="grow truncate">{tag}</span>
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
