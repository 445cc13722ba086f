"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { SPANS } from "@/incidents/asked";
import { incidentPagesQuery } from "@/incidents/queries";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { StateIcon } from "@/ui/state-mark";
import { duration, Time, useNow } from "@/ui/time";
import { type Change, changesSince } from "./changes";

const MOST_SHOWN = 8;

/** What has begun and what has ended in the last 24 hours. */
export function ChangesCard() {
  const t = useTranslations("dashboard.changes");
  const now = useNow();
  const { data, error, hasNextPage } = useInfiniteQuery(incidentPagesQuery({ period: "24h" }));
  const incidents = data?.pages.flatMap((page) => page.items) ?? [];
  const changes = changesSince(incidents, now - SPANS["24h"]);
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return (
    <Card
      title={t("title")}
      aside={
        changes.length > 0 && (
          <Link href="/incidents?status=all&period=24h" className="link text-sm">
            {hasNextPage ? t("many") : t("counts", { began: count("began"), ended: count("ended") })}
          </Link>
        )
      }
    >
      <RefusalNote error={error} />
      {!data && !error && <SkeletonRows count={3} />}
      {data && changes.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ol className="grid">
        {changes.slice(0, MOST_SHOWN).map((change) => (
          <ChangeRow key={`${change.incident.id} ${change.kind}`} change={change} />
        ))}
      </ol>
    </Card>
  );
}

function ChangeRow({ change: { kind, at, incident } }: { change: Change }) {
  const t = useTranslations("dashboard.changes");
  const gone = useTranslations("incidents");
  const name = incident.monitor_name ?? gone("goneMonitor", { id: incident.monitor_id });
  const lasted = (Date.parse(incident.ended_at ?? at) - Date.parse(incident.started_at)) / 1000;
  return (
    <li>
      <Link
        href={`/incident?id=${incident.id}`}
        prefetch={false}
        className="-mx-2 grid min-h-10 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 rounded-lg px-2 py-1.5 hover:bg-sunken pointer-coarse:min-h-12"
      >
        <StateIcon state={kind === "ended" ? "up" : incident.severity} />
        <span className="min-w-0">
          <span className="block truncate">
            <span className="font-medium">{name}</span>{" "}
            {kind === "ended"
              ? t("ended", { duration: duration(lasted) })
              : t(`began.${severityOf(incident.severity)}`)}
          </span>
        </span>
        <span className="text-ink-soft text-sm">
          <Time at={at} />
        </span>
      </Link>
    </li>
  );
}

/** No incident is about a monitor that is up. */
const severityOf = (severity: string) =>
  severity === "degraded" || severity === "unknown" ? severity : "down";
