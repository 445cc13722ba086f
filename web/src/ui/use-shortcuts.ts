"use client";

import { useEffect, useRef } from "react";

type Actions = Readonly<Record<string, () => void>>;

const LONGEST_PAUSE_MS = 1_000;

/** One key, or two in turn (`g m`), while nobody types and no dialog is open. */
export function useShortcuts(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    let before = { key: "", at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target))
        return;
      const isSoon = event.timeStamp - before.at < LONGEST_PAUSE_MS;
      const action = (isSoon && latest.current[`${before.key} ${event.key}`]) || latest.current[event.key];
      before = { key: event.key, at: event.timeStamp };
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
