"use client";

import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useShortcuts } from "@/ui/use-shortcuts";

interface KeyboardOptions {
  order: readonly number[];
  list: RefObject<HTMLElement | null>;
  scrollTo: (index: number) => void;
  onOpen: (id: number) => void;
  onSelect: ((id: number, isRange: boolean) => void) | null;
  onSearch: () => void;
}

export interface Keyboard {
  /** Its row is the one that the tabulator reaches. */
  readonly activeId: number | null;
  readonly setActiveId: (id: number | null) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** By how many rows a key goes. */
const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  k: -1,
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** One row is where the keyboard is. It is remembered by its monitor: rows move when states change. */
export function useListKeyboard({
  order,
  list,
  scrollTo,
  onOpen,
  onSelect,
  onSearch,
}: KeyboardOptions): Keyboard {
  const [activeId, setActiveId] = useState<number | null>(null);
  const wantsFocus = useRef(false);
  const index = activeId === null ? -1 : order.indexOf(activeId);

  const go = (to: number) => {
    const target = Math.min(order.length - 1, Math.max(0, to));
    const id = order[target];
    if (id === undefined) return;
    wantsFocus.current = true;
    setActiveId(id);
    scrollTo(target);
  };

  // The row may not exist before it has been scrolled to.
  useEffect(() => {
    if (!wantsFocus.current || activeId === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-monitor="${activeId}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const select = (isRange: boolean) => {
    if (activeId !== null) onSelect?.(activeId, isRange);
  };

  useShortcuts({
    j: () => go(index + 1),
    k: () => go(index - 1),
    x: () => select(false),
    "/": onSearch,
  });

  /** False for a key that means nothing here. */
  const press = (key: string, isOnRow: boolean): boolean => {
    const step = STEPS[key];
    if (step !== undefined) go(index + step);
    else if (key === "x" || key === "X") select(key === "X");
    else if (key === "/") onSearch();
    else if (isOnRow && key === " ") select(false);
    else if (isOnRow && key === "Enter" && activeId !== null) onOpen(activeId);
    else return false;
    return true;
  };

  return {
    activeId,
    setActiveId,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      // Menus of the rows stand elsewhere in the page, though not in React's tree.
      if (!event.currentTarget.contains(target)) return;
      if (press(event.key, target.getAttribute("role") === "row")) event.preventDefault();
    },
  };
}
