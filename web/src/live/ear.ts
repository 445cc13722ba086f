import { api } from "@/api/client";
import { workspaceId } from "@/api/workspace";

const LONGEST_PAUSE_MS = 30_000;
/** After so long without a word it is asked whether there is somebody. */
const QUIET_MS = 20_000;
const LOOK_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;

interface Ear {
  onChange: (isAll: boolean) => void;
  onAlive: () => void;
  onBroken: () => void;
}

/** A stream says only that it was refused. Asking for anything else renews a session whose access has expired. */
const renewed = () => api.GET("/api/v1/session").catch(() => undefined);

/** What keeps the stream open is not told to pages, and a line that is dead breaks only after minutes. */
async function isSomebodyThere(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).status < 500;
  } catch {
    return false;
  }
}

/** Listens to `/api/v1/events`. Opens the stream again, later each time, when it has broken or nobody is at its other end. */
export function listen({ onChange, onAlive, onBroken }: Ear): { close: () => void } {
  let source: EventSource | null = null;
  let pause = 1_000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBroken = false;
  let heardAt = Date.now();

  const alive = () => {
    heardAt = Date.now();
    onAlive();
  };
  const broken = () => {
    hasBroken = true;
    onBroken();
  };
  const openLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void renewed().finally(open), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
  const open = () => {
    const workspace = workspaceId();
    const made = new EventSource(`/api/v1/events${workspace ? `?workspace=${workspace}` : ""}`);
    source = made;
    made.onopen = () => {
      pause = 1_000;
      alive();
      // What happened meanwhile was told to nobody.
      if (hasBroken) onChange(true);
      hasBroken = false;
    };
    for (const name of ["transition", "incident"]) {
      made.addEventListener(name, () => {
        alive();
        onChange(false);
      });
    }
    made.addEventListener("reset", () => onChange(true));
    made.onerror = () => {
      broken();
      if (made.readyState === EventSource.CLOSED) openLater();
    };
  };
  const look = async () => {
    if (hasBroken || Date.now() - heardAt < QUIET_MS) return;
    const asked = source;
    if (await isSomebodyThere()) return hasBroken || alive();
    if (hasBroken || asked !== source) return;
    asked?.close();
    broken();
    openLater();
  };
  const watch = setInterval(() => void look(), LOOK_EVERY_MS);
  open();
  return {
    close: () => {
      clearInterval(watch);
      clearTimeout(timer);
      source?.close();
      source = null;
      hasBroken = true;
    },
  };
}
