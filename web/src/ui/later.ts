"use client";

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";

/** Code without which a page can be read: it is loaded while nobody waits, or else when it is wanted. */
export interface Later<Part> {
  /** Null until it is there. */
  readonly current: () => Part | null;
  /** Once for all who ask; again after it has failed. */
  readonly load: () => Promise<void>;
  readonly subscribe: (listener: () => void) => () => void;
}

/** By then a page has asked for what it shows first. */
const QUIET_AFTER_MS = 1_500;

export function later<Part>(fetchPart: () => Promise<Part>): Later<Part> {
  const listeners = new Set<() => void>();
  let part: Part | null = null;
  let loading: Promise<void> | null = null;

  const fetchOnce = async () => {
    try {
      part = await fetchPart();
      for (const listener of listeners) listener();
    } catch (error) {
      loading = null;
      throw error;
    }
  };

  return {
    current: () => part,
    load: () => {
      loading ??= fetchOnce();
      return loading;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The part, once it is there. `onFailure` is told why it does not come, if it is wanted. */
export function useLater<Part>(
  part: Later<Part>,
  isWanted: boolean,
  onFailure: (error: unknown) => void = () => undefined,
): Part | null {
  const refuse = useEffectEvent(onFailure);
  useEffect(() => {
    if (isWanted) void part.load().catch((error: unknown) => refuse(error));
    // Whoever wants it later tries again, and is told.
    else return whenQuiet(() => void part.load().catch(() => undefined));
  }, [part, isWanted]);
  return useSyncExternalStore(part.subscribe, part.current, () => null);
}

/** Whether the page has had the time to ask for what it shows first: what only may be of use can be fetched from then on. */
export function useIsQuiet(): boolean {
  const [isQuiet, setIsQuiet] = useState(false);
  useEffect(() => whenQuiet(() => setIsQuiet(true)), []);
  return isQuiet;
}

function whenQuiet(act: () => void): () => void {
  let request = 0;
  const timer = setTimeout(() => {
    // Safari has none.
    if (typeof requestIdleCallback === "function") request = requestIdleCallback(act, { timeout: 5_000 });
    else act();
  }, QUIET_AFTER_MS);
  return () => {
    clearTimeout(timer);
    if (request) cancelIdleCallback(request);
  };
}
