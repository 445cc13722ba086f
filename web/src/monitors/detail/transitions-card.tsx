"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer, TransitionAnswer } from "@/api/schema";
import { inWords } from "@/forms/fields";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { StateIcon, StateMark } from "@/ui/state-mark";
import { Duration, Time } from "@/ui/time";
import { useReason } from "./now-card";
import { PagedList } from "./paged-list";
import { transitionsQuery } from "./queries";

/** Every change of state, with what it rests on. */
export function TransitionsCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.transitions");
  const transitions = useInfiniteQuery(transitionsQuery(monitor.id));
  return (
    <Card title={t("title")} isFlush>
      <PagedList query={transitions} label={t("title")} empty={t("none")} keyOf={({ id }) => id}>
        {(transition) => <TransitionRow transition={transition} />}
      </PagedList>
    </Card>
  );
}

function TransitionRow({ transition }: { transition: TransitionAnswer }) {
  const t = useTranslations("monitor.transitions");
  const states = useTranslations("common.states");
  const reason = useReason();
  const { at, from_state, to_state, summary, incident_id } = transition;
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateIcon state={from_state} className="size-4" />
        <span className="sr-only">{t("from", { state: states(from_state) })}</span>
        <ArrowRight aria-hidden className="size-3.5 text-ink-faint" />
        <StateMark state={to_state} />
        <span className="ml-1 font-medium">
          <Time at={at} look="full" />
        </span>
      </p>
      <p className="break-words">{summary || reason(transition.reason)}</p>
      <details>
        <summary className="min-h-6 text-ink-soft hover:text-ink">
          {t("why", { reason: reason(transition.reason) })}
        </summary>
        <Why transition={transition} />
      </details>
      {incident_id !== null && (
        <p>
          <Link href={`/incident?id=${incident_id}`} prefetch={false} className="link">
            {t("incident", { id: incident_id })}
          </Link>
        </p>
      )}
    </div>
  );
}

function Why({ transition: { at, concluded_at, why } }: { transition: TransitionAnswer }) {
  const t = useTranslations("monitor.transitions");
  return (
    <div className="mt-1 mb-2 grid gap-2 rounded-lg bg-sunken px-3 py-2.5">
      <p>
        {why.rule}
        <span className="text-ink-soft">
          {" · "}
          {t.rich("concluded", { duration: () => <Duration start={at} end={concluded_at} /> })}
        </span>
      </p>
      {why.cause_monitor_id !== null && (
        <p>
          <Link href={`/monitor?id=${why.cause_monitor_id}`} prefetch={false} className="link">
            {t("cause", { id: why.cause_monitor_id })}
          </Link>
        </p>
      )}
      <ul className="grid gap-1.5">
        {why.regions.map((one) => (
          <li key={one.region} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <StateMark state={one.level} />
            <span className="font-medium">{one.region}</span>
            <span className="min-w-0 break-words text-ink-soft">
              {one.message || (one.error && inWords(one.error))}
              {one.is_suspect && ` ${t("suspect")}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
