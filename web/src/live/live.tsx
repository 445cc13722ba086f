"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { api } from "@/api/client";
import { workspaceId } from "@/api/workspace";
import { gathering } from "./gathering";

/** `stale`: for so long that what is shown may be wrong. */
export type Liveness = "live" | "reconnecting" | "stale";

export interface Heard {
  readonly liveness: Liveness;
  /** Unix ms of the last sign of life. */
  readonly at: number;
}

const STALE_AFTER_MS = 45_000;
const LONGEST_PAUSE_MS = 30_000;

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

interface Ear {
  onChange: (isAll: boolean) => void;
  onAlive: () => void;
  onBroken: () => void;
}

/** A stream says only that it was refused. Asking for anything else renews a session whose access has expired. */
const renewed = () => api.GET("/api/v1/session").catch(() => undefined);

/** Opens the stream again, later each time, when the browser has given it up. */
function listen({ onChange, onAlive, onBroken }: Ear): { close: () => void } {
  let source: EventSource | null = null;
  let pause = 1_000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBroken = false;

  const open = () => {
    const workspace = workspaceId();
    source = new EventSource(`/api/v1/events${workspace ? `?workspace=${workspace}` : ""}`);
    source.onopen = () => {
      pause = 1_000;
      onAlive();
      // What happened meanwhile was told to nobody.
      if (hasBroken) onChange(true);
      hasBroken = false;
    };
    for (const name of ["transition", "incident"]) {
      source.addEventListener(name, () => {
        onAlive();
        onChange(false);
      });
    }
    source.addEventListener("reset", () => onChange(true));
    source.onerror = () => {
      hasBroken = true;
      onBroken();
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(() => void renewed().finally(open), pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  };
  open();
  return {
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}
