"use client";

import { useQuery } from "@tanstack/react-query";
import { BookOpenText } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { IncidentDetailAnswer } from "@/api/schema";
import { useSchemaText } from "@/i18n/schema-texts";
import { monitorQuery } from "@/monitors/queries";
import { Link } from "@/ui/link";
import { Duration, Time } from "@/ui/time";
import { ruleQuery } from "../queries";
import { StandingLine } from "../standing";

/** At a glance: how long, who is at it, what is behind it, and where it says what to do. */
export function FactsCard({ incident }: { incident: IncidentDetailAnswer }) {
  const t = useTranslations("incidents.facts");
  return (
    <section
      aria-label={t("title")}
      className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-xl border bg-surface px-4 py-4 shadow-flat sm:px-5 lg:flex lg:flex-wrap lg:gap-x-10"
    >
      <Fact title={t(incident.ended_at ? "lasted" : "lastsFor")}>
        <span className="font-semibold text-xl leading-tight">
          <Duration start={incident.started_at} end={incident.ended_at} />
        </span>
      </Fact>
      <Fact title={t("standing")}>
        <StandingLine incident={incident} className="min-h-7 *:whitespace-normal" />
      </Fact>
      <Fact title={t("began")}>
        <Time at={incident.started_at} look="short" />
      </Fact>
      {incident.ended_at && (
        <Fact title={t("ended")}>
          <Time at={incident.ended_at} look="short" />
        </Fact>
      )}
      {incident.monitor_name !== null && <MonitorFact incident={incident} name={incident.monitor_name} />}
      {incident.cause_monitor_id && <CauseFact id={incident.cause_monitor_id} />}
      {incident.rule_id && <RuleFact id={incident.rule_id} />}
    </section>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-0.5">
      <p className="text-ink-soft text-sm">{title}</p>
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}

function MonitorFact({ incident, name }: { incident: IncidentDetailAnswer; name: string }) {
  const t = useTranslations("incidents.facts");
  const say = useSchemaText();
  const { data: monitor } = useQuery(monitorQuery(incident.monitor_id));
  const runbook = monitor?.runbook_url;
  return (
    <>
      <Fact title={t("monitor")}>
        <Link href={`/monitor?id=${incident.monitor_id}`} className="link">
          {name}
        </Link>
        {monitor && <p className="break-all text-ink-soft text-sm">{say(monitor.target)}</p>}
      </Fact>
      {runbook && (
        <Fact title={t("runbook")}>
          <a
            href={runbook}
            target="_blank"
            rel="noreferrer"
            className="link inline-flex items-center gap-1.5"
          >
            <BookOpenText aria-hidden className="size-4 shrink-0" />
            <span className="break-all">{runbook.replace(/^https?:\/\//, "")}</span>
          </a>
        </Fact>
      )}
    </>
  );
}

function CauseFact({ id }: { id: number }) {
  const t = useTranslations("incidents.facts");
  const { data: cause } = useQuery(monitorQuery(id));
  return (
    <Fact title={t("cause")}>
      <Link href={`/incidents?status=all&monitor=${id}`} className="link">
        {cause?.name ?? `#${id}`}
      </Link>
      <p className="text-ink-soft text-sm">{t("causeHint")}</p>
    </Fact>
  );
}

function RuleFact({ id }: { id: number }) {
  const t = useTranslations("incidents.facts");
  const { data: rule } = useQuery(ruleQuery(id));
  return (
    <Fact title={t("rule")}>
      <Link href={`/rule?id=${id}`} className="link">
        {rule?.name ?? `#${id}`}
      </Link>
    </Fact>
  );
}
