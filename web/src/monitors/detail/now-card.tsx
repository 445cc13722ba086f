"use client";

import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { inWords } from "@/forms/fields";
import { classes } from "@/ui/classes";
import { type ShownState, StateIcon, shownState, stateText } from "@/ui/state-mark";
import { Duration, duration, Time } from "@/ui/time";
import { ActionBar } from "./action-bar";
import { IncidentStrip } from "./incident-strip";
import { Notices } from "./notices";

const EDGES: Record<ShownState, string> = {
  up: "before:bg-up-fill",
  degraded: "before:bg-degraded-fill",
  down: "before:bg-down-fill",
  unknown: "before:bg-unknown-fill",
  paused: "before:bg-idle-fill",
  maintenance: "before:bg-idle-fill",
};

/** How it is, why, since when, and what can be done about it: all that is wanted at three in the morning. */
export function NowCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.now");
  const state = shownState(monitor);
  return (
    <section
      aria-label={t("label")}
      data-state={state}
      className={classes(
        "relative min-w-0 overflow-hidden rounded-xl border bg-surface shadow-flat",
        "before:absolute before:inset-y-0 before:left-0 before:w-1.5",
        EDGES[state],
      )}
    >
      <div className="grid gap-4 py-4 pr-4 pl-5.5 sm:pr-5 sm:pl-6.5">
        <div aria-live="polite" className="grid gap-3">
          <StateLine monitor={monitor} state={state} />
          <Why monitor={monitor} />
        </div>
        <Notices monitor={monitor} />
        {monitor.incident_id !== null && <IncidentStrip id={monitor.incident_id} />}
        <ActionBar monitor={monitor} />
      </div>
    </section>
  );
}

function StateLine({ monitor, state }: { monitor: MonitorAnswer; state: ShownState }) {
  const t = useTranslations("monitor.now");
  const states = useTranslations("common.states");
  return (
    <div className="flex items-center gap-3.5">
      <StateIcon state={state} className="size-10" />
      <div className="grid min-w-0">
        <h2 className={classes("font-semibold text-2xl leading-tight", stateText(state))}>
          {states(state)}
          {monitor.enabled && (
            <span className="text-ink">
              {" "}
              {t.rich("for", { duration: () => <Duration start={monitor.since} end={null} /> })}
            </span>
          )}
        </h2>
        <p className="text-ink-soft text-sm">
          {monitor.enabled
            ? t.rich("since", { at: () => <Time at={monitor.since} look="full" /> })
            : t("pausedLead")}
        </p>
      </div>
    </div>
  );
}

/** As it was concluded, and what was seen last. */
function Why({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor");
  const reason = useReason();
  const latency = useLatencyText();
  const last = monitor.last_result;
  return (
    <div className="grid gap-1">
      <p className="break-words text-[1.0625rem]">{monitor.summary || reason(monitor.reason)}</p>
      <p className="text-ink-soft text-sm">
        {monitor.summary && `${reason(monitor.reason)} · `}
        {last
          ? t.rich("now.last", {
              at: () => <Time at={last.scheduled_at} />,
              latency: last.latency_ms === null ? "" : latency(last.latency_ms),
              hasLatency: last.latency_ms === null ? "no" : "yes",
            })
          : t("now.neverSeen")}
        {monitor.interval !== null &&
          monitor.enabled &&
          ` · ${t("now.every", { duration: duration(monitor.interval) })}`}
      </p>
    </div>
  );
}

/** A stable code in words; of one that is newer than this page, the code itself. */
export function useReason(): (reason: string) => string {
  const t = useTranslations("monitor.reasons");
  return (reason) => (t.has(reason as "reported") ? t(reason as "reported") : inWords(reason));
}
