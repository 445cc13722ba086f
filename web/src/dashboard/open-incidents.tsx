"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import type { IncidentAnswer } from "@/api/schema";
import { IncidentRows } from "@/incidents/list/rows";
import { incidentPagesQuery } from "@/incidents/queries";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";

const MOST_SHOWN = 6;

/** What is broken now, since when, why, and who is at it. */
export function OpenIncidents() {
  const t = useTranslations("dashboard.incidents");
  const { data, error, hasNextPage } = useInfiniteQuery(incidentPagesQuery({ open: true }));
  const incidents = worstFirst(data?.pages.flatMap((page) => page.items) ?? []);
  return (
    <Card
      title={t("title")}
      isFlush
      aside={
        incidents.length > 0 && (
          <Link href="/incidents" className="link text-sm">
            {hasNextPage
              ? t("allOfMany", { count: incidents.length })
              : t("all", { count: incidents.length })}
          </Link>
        )
      }
    >
      {error && (
        <div className="px-4 pb-3 sm:px-5">
          <RefusalNote error={error} />
        </div>
      )}
      {!data && !error && <SkeletonRows count={2} />}
      {data && incidents.length === 0 && (
        <p className="flex items-center gap-2.5 px-4 pt-1 pb-4 text-ink-soft sm:px-5">
          <CircleCheck aria-hidden className="size-5 text-up" />
          {t("none")}
        </p>
      )}
      {incidents.length > 0 && <IncidentRows incidents={incidents.slice(0, MOST_SHOWN)} />}
    </Card>
  );
}

const RANKS: Record<IncidentAnswer["severity"], number> = { down: 0, degraded: 1, unknown: 2, up: 3 };

/** Of those alike the newest first, as they come. */
function worstFirst(incidents: readonly IncidentAnswer[]): IncidentAnswer[] {
  return [...incidents].sort((one, other) => RANKS[one.severity] - RANKS[other.severity]);
}
