"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer, PingAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { Card } from "@/ui/card";
import { CheckField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { StateMark } from "@/ui/state-mark";
import { duration, Time } from "@/ui/time";
import { everyOf } from "./every";
import { PagedList } from "./paged-list";
import { isPosted } from "./pushed";
import { pingBodyQuery, pingsQuery } from "./queries";

/** What was said to it. */
export function PingsTab({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.pings");
  const [isFailingOnly, setIsFailingOnly] = useState(false);
  const pings = useInfiniteQuery({
    ...pingsQuery(monitor.id, isFailingOnly),
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? everyOf(null) : false),
  });
  return (
    <Card isFlush>
      {!isPosted(monitor) && (
        <CheckField
          className="px-4 pt-3 pb-3 sm:px-5"
          label={t("failingOnly")}
          isChecked={isFailingOnly}
          onChange={setIsFailingOnly}
        />
      )}
      <PagedList
        query={pings}
        label={t("label")}
        empty={<p className="pt-3">{t(isFailingOnly ? "noneFailing" : "none")}</p>}
        keyOf={({ id }) => id}
      >
        {(ping) => <PingRow monitor={monitor.id} ping={ping} />}
      </PagedList>
    </Card>
  );
}

function PingRow({ monitor, ping }: { monitor: number; ping: PingAnswer }) {
  const t = useTranslations("monitor.pings");
  const latency = useLatencyText();
  const from = [t("via", { via: ping.via }), ping.address, ping.agent].filter(Boolean).join(" · ");
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <SignalMark ping={ping} />
        <span className="font-medium">
          <Time at={ping.at} look="full" />
        </span>
        {ping.exit_code !== null && <span>{t("exitCode", { code: ping.exit_code })}</span>}
        {ping.duration_ms !== null && (
          <span className="figures">{t("took", { duration: latency(ping.duration_ms) })}</span>
        )}
        {ping.late_ms !== null && (
          <span className="text-degraded">{t("late", { duration: duration(ping.late_ms / 1000) })}</span>
        )}
      </p>
      {ping.message && <p className="break-words">{ping.message}</p>}
      {ping.note && <p className="break-words text-ink-soft">{ping.note}</p>}
      <p className="break-words text-ink-soft text-xs">{from}</p>
      {ping.body_size > 0 && <Body monitor={monitor} ping={ping} />}
    </div>
  );
}

function SignalMark({ ping: { signal, state } }: { ping: PingAnswer }) {
  const t = useTranslations("monitor.pings.signals");
  if (state) return <StateMark state={state} />;
  const tones = { success: "text-up", fail: "text-down", start: "text-ink", log: "text-ink-soft", state: "" };
  return <span className={`min-w-16 font-semibold ${tones[signal]}`}>{t(signal)}</span>;
}

/** Read when it is asked for. */
function Body({ monitor, ping }: { monitor: number; ping: PingAnswer }) {
  const t = useTranslations("monitor.pings");
  const [isOpen, setIsOpen] = useState(false);
  const { data, error } = useQuery({ ...pingBodyQuery(monitor, ping.id), enabled: isOpen });
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="min-h-6 text-ink-soft hover:text-ink">
        {t("body", { size: ping.body_size })}
      </summary>
      {data !== undefined ? (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
          tabIndex={0}
          aria-label={t("bodyLabel")}
          className="mt-1 max-h-72 overflow-auto rounded-lg bg-sunken px-3 py-2"
        >
          <pre className="whitespace-pre-wrap break-words font-mono text-[0.8125rem]">{data}</pre>
        </section>
      ) : error ? (
        <RefusalNote error={error} />
      ) : (
        <Skeleton className="mt-1 h-10" />
      )}
    </details>
  );
}
