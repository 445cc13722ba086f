"use client";

import { useTranslations } from "use-intl";
import { type Standing, useSentence, useStanding } from "@/dashboard/sentence";
import { useSession } from "@/session/session";
import { classes } from "@/ui/classes";
import { useTabTitle } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { type ShownState, StateIcon } from "@/ui/state-mark";
import { Clock } from "./clock";
import { Controls } from "./controls";
import { Counts } from "./counts";
import { LiveBand } from "./live-band";
import { Tiles } from "./tiles";
import { useTroubles } from "./troubles";
import { useWakeLock } from "./wake-lock";

/** The whole wall says how it is, before anybody can read it. */
const TINTS: Record<ShownState, string> = {
  up: "bg-up-soft",
  degraded: "bg-degraded-soft",
  down: "bg-down-soft",
  unknown: "bg-unknown-soft",
  paused: "bg-idle-soft",
  maintenance: "bg-idle-soft",
};

/** For a screen in the office: read from across the room, touched by nobody, right by itself. */
export function Wall() {
  const t = useTranslations("wall");
  const { standing, error, retry } = useStanding();
  useTabTitle(`${t("title")} · Tocsin`);
  useWakeLock();
  if (!standing) return error ? <RefusalPage error={error} onRetry={retry} /> : null;
  return <Known standing={standing} />;
}

function Known({ standing }: { standing: Standing }) {
  const { workspace } = useSession();
  const sentence = useSentence();
  const { troubles, total } = useTroubles();
  const isCalm = total === 0;
  return (
    <main
      data-state={standing.worst}
      className={classes(
        "flex min-h-dvh flex-col gap-[2.5vmin] p-[3vmin] transition-colors duration-700 md:h-dvh md:overflow-hidden",
        TINTS[standing.worst],
      )}
    >
      <header className="flex items-start justify-between gap-6">
        <p className="flex items-center gap-[1.5vmin] font-semibold text-[max(1.125rem,2.6vmin)]">
          {workspace.name}
          <LiveBand />
        </p>
        <div className="flex items-center gap-3">
          <Controls />
          <Clock />
        </div>
      </header>
      <div
        className={classes(
          "flex items-center gap-[3vmin]",
          isCalm && "grow flex-col justify-center text-center",
        )}
      >
        <StateIcon state={standing.worst} className={isCalm ? "size-[26vmin]" : "size-[max(3rem,11vmin)]"} />
        <h1
          aria-live="polite"
          className={classes(
            "font-bold leading-[1.08] tracking-tight",
            isCalm ? "text-balance text-[max(2.25rem,10vmin)]" : "text-[max(1.75rem,min(7.4vmin,4.4vw))]",
          )}
        >
          {sentence(standing)}
        </h1>
      </div>
      {!isCalm && <Tiles troubles={troubles} total={total} />}
      <Counts standing={standing} />
    </main>
  );
}
