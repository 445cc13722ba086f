"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { IncidentAnswer, MonitorAnswer } from "@/api/schema";
import { StandingLine } from "@/incidents/standing";
import { useSession } from "@/session/session";
import { IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { StateMark } from "@/ui/state-mark";
import { Duration, Time } from "@/ui/time";
import { MarkDialog } from "./mark-dialog";
import { PagedList } from "./paged-list";
import { monitorIncidentsQuery } from "./queries";

export function IncidentsCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.incidents");
  const { can } = useSession();
  const incidents = useInfiniteQuery(monitorIncidentsQuery(monitor.id));
  const [marked, setMarked] = useState<IncidentAnswer | null>(null);
  return (
    <Card title={t("title")} isFlush>
      <PagedList query={incidents} label={t("title")} empty={t("none")} keyOf={({ id }) => id}>
        {(incident) => <IncidentRow incident={incident} onMark={can("marks:write") ? setMarked : null} />}
      </PagedList>
      {marked && (
        <MarkDialog
          monitor={monitor}
          stretch={{
            start: Date.parse(marked.started_at),
            end: marked.ended_at === null ? Date.now() : Date.parse(marked.ended_at),
          }}
          onClose={() => setMarked(null)}
        />
      )}
    </Card>
  );
}

function IncidentRow({
  incident,
  onMark,
}: {
  incident: IncidentAnswer;
  onMark: ((incident: IncidentAnswer) => void) | null;
}) {
  const t = useTranslations("monitor.incidents");
  return (
    <div className="flex items-start gap-3">
      <div className="grid min-w-0 grow gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <StateMark state={incident.severity} />
          <Link href={`/incident?id=${incident.id}`} prefetch={false} className="font-medium hover:underline">
            <Time at={incident.started_at} look="full" />
          </Link>
          <span className="text-ink-soft">
            <Duration start={incident.started_at} end={incident.ended_at} />
          </span>
        </p>
        <p className="break-words text-sm">{incident.summary}</p>
        <StandingLine incident={incident} />
      </div>
      {onMark && (
        <IconButton icon={Flag} label={t("mark", { id: incident.id })} onClick={() => onMark(incident)} />
      )}
    </div>
  );
}
