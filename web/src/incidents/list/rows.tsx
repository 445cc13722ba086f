"use client";

import { Activity, UserCheck } from "lucide-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import type { IncidentAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Link } from "@/ui/link";
import { StateMark } from "@/ui/state-mark";
import { Duration, Time } from "@/ui/time";
import { useShortcuts } from "@/ui/use-shortcuts";
import { useIncidentAction } from "../actions";
import { StandingLine } from "../standing";

/** A row each. `j` and `k` go from one to the next; Enter follows the link, as everywhere. */
export function IncidentRows({ incidents }: { incidents: readonly IncidentAnswer[] }) {
  const t = useTranslations("incidents");
  const list = useRef<HTMLUListElement>(null);
  const go = (step: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-incident]") ?? [])];
    const here = links.indexOf(document.activeElement as HTMLElement);
    const target = links[Math.min(links.length - 1, Math.max(0, here + step))];
    target?.focus();
    target?.scrollIntoView?.({ block: "nearest" });
  };
  useShortcuts({ j: () => go(1), k: () => go(-1) });
  return (
    <ul ref={list} aria-label={t("title")} className="divide-y divide-line">
      {incidents.map((incident) => (
        <IncidentRow key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

function IncidentRow({ incident }: { incident: IncidentAnswer }) {
  const t = useTranslations("incidents");
  const name = incident.monitor_name ?? t("goneMonitor", { id: incident.monitor_id });
  return (
    <li className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1.5 px-4 py-3.5 transition-colors hover:bg-sunken sm:px-5 lg:grid-cols-[7.5rem_minmax(0,1fr)_11rem_13rem_8.5rem]">
      <StateMark state={incident.severity} className="justify-self-start" />
      <div className="text-right lg:order-3 lg:text-left">
        <p className="figures font-semibold">
          <Duration start={incident.started_at} end={incident.ended_at} />
        </p>
        <p className="text-ink-soft text-xs">
          {t.rich("since", { at: () => <Time at={incident.started_at} look="short" /> })}
        </p>
      </div>
      <div className="min-w-0 max-lg:col-span-2 lg:order-2">
        <p className="flex min-w-0 items-center gap-2">
          <Link
            href={`/incident?id=${incident.id}`}
            prefetch={false}
            data-incident={incident.id}
            className="min-w-0 truncate font-semibold text-[1.0625rem] after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
          >
            {name}
          </Link>
          {incident.monitor_name !== null && <MonitorLink incident={incident} name={name} />}
        </p>
        <p className="line-clamp-2 break-words text-ink-soft text-sm">{incident.summary}</p>
      </div>
      <StandingLine incident={incident} className="lg:order-4" />
      <AcknowledgeButton incident={incident} name={name} />
    </li>
  );
}

function MonitorLink({ incident, name }: { incident: IncidentAnswer; name: string }) {
  const t = useTranslations("incidents");
  return (
    <Link
      href={`/monitor?id=${incident.monitor_id}`}
      prefetch={false}
      aria-label={t("toMonitor", { name })}
      title={t("toMonitor", { name })}
      className="relative z-10 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-faint hover:bg-surface hover:text-ink pointer-coarse:size-11"
    >
      <Activity aria-hidden className="size-4" />
    </Link>
  );
}

function AcknowledgeButton({ incident, name }: { incident: IncidentAnswer; name: string }) {
  const t = useTranslations("incidents.actions");
  const { can } = useSession();
  const act = useIncidentAction();
  const isNeeded = !incident.ended_at && !incident.resolved_at && !incident.acknowledged_at;
  if (!isNeeded || !can("incidents:write")) return <span className="lg:order-5" />;
  return (
    <Button
      look="secondary"
      icon={UserCheck}
      className="relative z-10 justify-self-end lg:order-5"
      aria-label={t("acknowledgeOf", { name })}
      onClick={() => act.mutate({ verb: "acknowledge", id: incident.id })}
    >
      {t("acknowledge")}
    </Button>
  );
}
