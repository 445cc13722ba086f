"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Page } from "@/ui/page";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { StateMark } from "@/ui/state-mark";
import { incidentQuery } from "../queries";
import { ActionBar } from "./action-bar";
import { FactsCard } from "./facts-card";
import { TimelineCard } from "./timeline-card";
import { WhyCard } from "./why-card";

/** One incident: what it is, what to do about it, what has happened, and who was told. */
export function IncidentPage() {
  const t = useTranslations("incidents");
  const { can } = useSession();
  const id = Number(useSearchParams().get("id"));
  const isAsked = Number.isSafeInteger(id) && id > 0;
  const { data: incident, error, refetch } = useQuery({ ...incidentQuery(id), enabled: isAsked });
  const comment = useRef<HTMLTextAreaElement>(null);
  const parent = { href: "/incidents", label: t("title") };

  if (!incident) {
    return (
      <Page title={t("one")} parent={parent}>
        {!isAsked ? (
          <p className="text-ink-soft">{t("noSuch")}</p>
        ) : error ? (
          <RefusalPage error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows />
        )}
      </Page>
    );
  }
  const name = incident.monitor_name ?? t("goneMonitor", { id: incident.monitor_id });
  const toComment = () => {
    comment.current?.scrollIntoView?.({ block: "center" });
    comment.current?.focus();
  };
  return (
    <Page
      title={name}
      parent={parent}
      mark={<StateMark state={incident.severity} />}
      lead={<p className="break-words text-lg">{incident.summary}</p>}
      actions={can("incidents:write") && <ActionBar incident={incident} name={name} onComment={toComment} />}
    >
      <RefusalNote error={error} />
      <FactsCard incident={incident} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <TimelineCard incident={incident} commentRef={comment} />
        <WhyCard incident={incident} />
      </div>
      {/* Under the bar at the thumb nothing may hide. */}
      <div aria-hidden className="h-14 lg:hidden" />
    </Page>
  );
}
