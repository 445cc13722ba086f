"use client";

import { BellRing, CircleCheckBig, Clock, type LucideIcon, Moon, UserCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import type { IncidentAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { Time, useNow } from "@/ui/time";
import { useActorName } from "./actor";

/** What people have made of it. */
export type Standing = "open" | "acknowledged" | "snoozed" | "resolved" | "ended";

export function standingOf(incident: IncidentAnswer, now: number): Standing {
  if (incident.ended_at) return "ended";
  if (incident.resolved_at) return "resolved";
  if (incident.acknowledged_at) return "acknowledged";
  if (incident.snoozed_until && Date.parse(incident.snoozed_until) > now) return "snoozed";
  return "open";
}

const ICONS: Record<Standing, LucideIcon> = {
  open: BellRing,
  acknowledged: UserCheck,
  snoozed: Moon,
  resolved: CircleCheckBig,
  ended: Clock,
};

/** In a few words: nobody is at it, somebody is, or it is over. */
export function StandingLine({ incident, className }: { incident: IncidentAnswer; className?: string }) {
  const t = useTranslations("incidents.standing");
  const now = useNow();
  const nameOf = useActorName();
  const standing = standingOf(incident, now);
  const Icon = ICONS[standing];
  const at = standing === "snoozed" ? incident.snoozed_until : incident.ended_at;
  return (
    <span
      data-standing={standing}
      className={classes(
        "inline-flex min-w-0 max-w-full items-center gap-1.5 text-sm",
        standing === "open" ? "font-medium text-ink" : "text-ink-soft",
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 truncate">
        {t.rich(standing, {
          who: nameOf(incident.resolved_by ?? incident.acknowledged_by ?? ""),
          at: () => (at ? <Time at={at} /> : null),
        })}
      </span>
    </span>
  );
}
