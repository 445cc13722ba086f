"use client";

import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 48rem)";

/** Whether there is room for a table: on a phone the pictures are not even asked for. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = matchMedia(WIDE);
      query.addEventListener("change", onChange);
      return () => query.removeEventListener("change", onChange);
    },
    () => matchMedia(WIDE).matches,
    () => true,
  );
}
