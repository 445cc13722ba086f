"use client";

import { Menu as Parts } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { classes } from "./classes";
import { useWayOut } from "./leaving";

export type MenuItem =
  | {
      label: string;
      icon?: LucideIcon;
      isDanger?: boolean;
      isDisabled?: boolean;
      /** The one of several that holds now. */
      isChosen?: boolean;
      onSelect?: () => void;
      href?: string;
    }
  | { heading: string }
  | "line";

/** `trigger`: the button that opens it. */
export function Menu({
  trigger,
  items,
  align = "end",
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: "start" | "end";
}) {
  return (
    <Parts.Root modal={false}>
      <Parts.Trigger render={trigger} />
      <Items items={items} align={align} />
    </Parts.Root>
  );
}

/** One menu for many buttons, such as those of a long list's rows: it is open for as long as it exists. */
export function MenuAt({
  anchor,
  items,
  onClose,
}: {
  /** The button that was pressed; it gets the focus back. */
  anchor: HTMLElement;
  items: readonly MenuItem[];
  onClose: () => void;
}) {
  return (
    <Parts.Root
      modal={false}
      open
      onOpenChange={(_, details) => {
        // The button closes what it has opened: done here as well, its click would open it again.
        if (details.reason === "outside-press" && anchor.contains(details.event.target as Node))
          details.cancel();
        else onClose();
      }}
    >
      <Items items={items} align="end" anchor={anchor} />
    </Parts.Root>
  );
}

function Items({
  items,
  align,
  anchor,
}: {
  items: readonly MenuItem[];
  align: "start" | "end";
  anchor?: HTMLElement;
}) {
  return (
    <Parts.Portal>
      <Parts.Positioner align={align} sideOffset={6} anchor={anchor} className="z-50 outline-none">
        <Parts.Popup
          {...(anchor && { finalFocus: () => anchor })}
          className="max-h-(--available-height) min-w-48 animate-appear overflow-y-auto rounded-xl bg-raised p-1.5 shadow-raised outline-none"
        >
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same items at the same places
            <Item key={index} item={item} />
          ))}
        </Parts.Popup>
      </Parts.Positioner>
    </Parts.Portal>
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
