"use client";

import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const KEY = "tocsin.theme";
const system = "(prefers-color-scheme: dark)";
const listeners = new Set<() => void>();

/** What was chosen; `public/theme.js` reads the same key before the first paint. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  // What was pressed shows that it was, before the whole page is drawn in other colours.
  requestAnimationFrame(() => setTimeout(apply));
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosenTheme, () => "system");
}

/** Whether it is dark now, whoever has decided that: for what is drawn on a canvas. */
export function useIsDark(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme === "dark",
    () => false,
  );
}

function apply(): void {
  const chosen = chosenTheme();
  const isDark = chosen === "system" ? matchMedia(system).matches : chosen === "dark";
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(system);
  listeners.add(listener);
  query.addEventListener("change", apply);
  return () => {
    listeners.delete(listener);
    query.removeEventListener("change", apply);
  };
}
