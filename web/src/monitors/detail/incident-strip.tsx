"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, UserCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import type { IncidentDetailAnswer } from "@/api/schema";
import { useIncidentAction } from "@/incidents/actions";
import { incidentQuery } from "@/incidents/queries";
import { StandingLine } from "@/incidents/standing";
import { monitorQuery } from "@/monitors/queries";
import { useSession } from "@/session/session";
import { Button, LinkButton } from "@/ui/button";
import { Link } from "@/ui/link";

/** The incident that is open: who is at it, and the button that says "I am". */
export function IncidentStrip({ id }: { id: number }) {
  const t = useTranslations("monitor.incident");
  const { can } = useSession();
  const { data: incident } = useQuery({ ...incidentQuery(id), enabled: can("incidents:read") });
  if (!can("incidents:read")) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-lg bg-sunken px-3.5 py-3">
      <div className="grid min-w-0 gap-0.5">
        {incident ? <StandingLine incident={incident} /> : <span className="h-5" />}
        {incident?.cause_monitor_id && <Cause id={incident.cause_monitor_id} />}
      </div>
      <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">
        {incident && <Acknowledge incident={incident} />}
        <LinkButton href={`/incident?id=${id}`} look="secondary" icon={ArrowRight}>
          {t("open", { id })}
        </LinkButton>
      </div>
    </div>
  );
}

function Acknowledge({ incident }: { incident: IncidentDetailAnswer }) {
  const t = useTranslations("incidents.actions");
  const { can } = useSession();
  const { mutate, isPending } = useIncidentAction();
  if (incident.acknowledged_at || incident.resolved_at || incident.ended_at || !can("incidents:write"))
    return null;
  return (
    <Button
      icon={UserCheck}
      isBusy={isPending}
      onClick={() => mutate({ verb: "acknowledge", id: incident.id })}
    >
      {t("acknowledge")}
    </Button>
  );
}

function Cause({ id }: { id: number }) {
  const t = useTranslations("monitor.incident");
  const { data } = useQuery(monitorQuery(id));
  return (
    <p className="text-sm">
      {t.rich("cause", {
        name: () => (
          <Link href={`/monitor?id=${id}`} className="link">
            {data?.name ?? `#${id}`}
          </Link>
        ),
      })}
    </p>
  );
}
