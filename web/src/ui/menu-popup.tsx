"use client";

import { Menu as Parts } from "@base-ui/react/menu";
import { useEffect, useRef } from "react";
import { classes } from "./classes";
import { closing } from "./closing";
import { useWayOut } from "./leaving";
import type { MenuItem } from "./menu";

/** Where a menu begins when it was opened by a key. */
export type Start = "first" | "last";

interface MenuPopupProps {
  anchor: HTMLElement;
  items: readonly MenuItem[];
  align: "start" | "end";
  start?: Start | undefined;
  onClose: () => void;
}

/** It is open for as long as it exists. Loaded by itself: see `menu.tsx`. */
export function MenuPopup({ anchor, items, align, start, onClose }: MenuPopupProps) {
  return (
    <Parts.Root modal={false} open onOpenChange={closing(anchor, onClose)}>
      <Parts.Portal>
        <Parts.Positioner align={align} sideOffset={6} anchor={anchor} className="z-50 outline-none">
          <Parts.Popup
            finalFocus={() => anchor}
            onKeyDown={(event) => {
              if (event.key !== "Tab") return;
              event.preventDefault();
              onClose();
            }}
            aria-labelledby={anchor.id || undefined}
            className="max-h-(--available-height) min-w-48 animate-appear overflow-y-auto rounded-xl bg-raised p-1.5 shadow-raised outline-none"
          >
            <Items items={items} start={start} />
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}

function Items({ items, start }: { items: readonly MenuItem[]; start: Start | undefined }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!start) return;
    const entries = list.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not([data-disabled])") ?? [];
    entries[start === "first" ? 0 : entries.length - 1]?.focus({ preventScroll: true });
  }, [start]);
  return (
    <div ref={list} role="presentation">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same items at the same places
        <Item key={index} item={item} />
      ))}
    </div>
  );
}

function Item({ item }: { item: MenuItem }) {
  const leadTo = useWayOut();
  if (item === "line") return <Parts.Separator className="mx-1 my-1.5 h-px bg-line" />;
  if ("heading" in item)
    return <p className="px-2.5 pt-1.5 pb-1 font-medium text-ink-faint text-xs">{item.heading}</p>;
  const { label, icon: Icon, isDanger, isDisabled, isChosen, onSelect, href } = item;
  return (
    <Parts.Item
      disabled={isDisabled ?? false}
      aria-current={isChosen || undefined}
      onClick={() => (href ? leadTo(href) : onSelect?.())}
      className={classes(
        "flex min-h-9 cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none",
        "data-highlighted:bg-sunken data-disabled:text-ink-faint pointer-coarse:min-h-11",
        isDanger && "text-down",
        isChosen && "font-semibold",
      )}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {label}
      {isChosen && (
        <span aria-hidden className="ml-auto">
          ✓
        </span>
      )}
    </Parts.Item>
  );
}
