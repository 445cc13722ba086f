"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { listen } from "./ear";
import { gathering } from "./gathering";

/** `stale`: for so long that what is shown may be wrong. */
export type Liveness = "live" | "reconnecting" | "stale";

export interface Heard {
  readonly liveness: Liveness;
  /** Unix ms of the last sign of life. */
  readonly at: number;
}

const STALE_AFTER_MS = 45_000;

/** What a change of state, or what somebody does about an incident, makes old. Everything else is read again when it is looked at. */
const CHANGED_BY_EVENTS = ["monitors", "monitor", "incidents", "incident"];

const LiveContext = createContext<Heard>({ liveness: "reconnecting", at: 0 });

export const useLive = () => use(LiveContext);

/** Listens to `/api/v1/events` while the page is open, and has read again what has changed. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [heard, setHeard] = useState<Heard>(() => ({ liveness: "reconnecting", at: Date.now() }));

  useEffect(() => {
    const gather = gathering((isAll) =>
      client.invalidateQueries(
        isAll ? {} : { predicate: ({ queryKey }) => CHANGED_BY_EVENTS.includes(String(queryKey[0])) },
      ),
    );
    const ear = listen({
      onChange: gather.later,
      onAlive: () => setHeard({ liveness: "live", at: Date.now() }),
      onBroken: () => setHeard(({ at }) => ({ liveness: "reconnecting", at })),
    });
    const watch = setInterval(
      () => setHeard((now) => (isSilent(now) ? { liveness: "stale", at: now.at } : now)),
      5_000,
    );
    return () => {
      ear.close();
      gather.stop();
      clearInterval(watch);
    };
  }, [client]);

  return <LiveContext value={heard}>{children}</LiveContext>;
}

const isSilent = ({ liveness, at }: Heard) => liveness === "reconnecting" && Date.now() - at > STALE_AFTER_MS;
