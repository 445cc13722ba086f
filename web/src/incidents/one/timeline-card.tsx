"use client";

import {
  BellRing,
  CircleCheck,
  CircleCheckBig,
  CircleDot,
  Eye,
  EyeOff,
  type LucideIcon,
  MessageSquare,
  Moon,
  OctagonX,
  ShieldQuestion,
  TrendingDown,
  TrendingUp,
  UserCheck,
} from "lucide-react";
import type { Ref } from "react";
import { useTranslations } from "use-intl";
import type { IncidentDetailAnswer, IncidentEventAnswer } from "@/api/schema";
import type { Messages } from "@/i18n/en";
import { useSession } from "@/session/session";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Time } from "@/ui/time";
import { useActorName } from "../actor";
import { CommentForm } from "./comment-form";

type EventType = keyof Messages["incidents"]["timeline"]["types"];

const ICONS: Record<EventType, LucideIcon> = {
  opened: OctagonX,
  escalated: TrendingUp,
  eased: TrendingDown,
  blinded: EyeOff,
  sighted: Eye,
  closed: CircleCheck,
  acknowledged: UserCheck,
  snoozed: Moon,
  resolved: CircleCheckBig,
  notified: BellRing,
  commented: MessageSquare,
  marked: ShieldQuestion,
  unmarked: ShieldQuestion,
};

const TEXT: Partial<Record<EventType, string>> = {
  opened: "text-down",
  escalated: "text-down",
  closed: "text-up",
};

/** Of these the sentence says no more than who did it. */
const SAYS_WHO_ALONE: readonly string[] = ["acknowledged", "resolved"];

const isKnown = (type: string): type is EventType => type in ICONS;

/** What has happened, from the beginning on; at its end there is room for a word. */
export function TimelineCard({
  incident,
  commentRef,
}: {
  incident: IncidentDetailAnswer;
  commentRef: Ref<HTMLTextAreaElement>;
}) {
  const t = useTranslations("incidents.timeline");
  const { can } = useSession();
  return (
    <Card title={t("title")}>
      <ol aria-live="polite" aria-relevant="additions" className="grid">
        {incident.timeline.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: it only grows
          <Line key={index} event={event} isLast={index === incident.timeline.length - 1} />
        ))}
      </ol>
      {can("incidents:write") && <CommentForm id={incident.id} inputRef={commentRef} />}
    </Card>
  );
}

function Line({ event, isLast }: { event: IncidentEventAnswer; isLast: boolean }) {
  const t = useTranslations("incidents.timeline");
  const nameOf = useActorName();
  const type = isKnown(event.type) ? event.type : null;
  const Icon = type ? ICONS[type] : CircleDot;
  const isComment = type === "commented";
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3">
      <div aria-hidden className="grid grid-rows-[auto_1fr] justify-items-center">
        <span
          className={classes(
            "inline-flex size-8 items-center justify-center rounded-full bg-sunken",
            (type && TEXT[type]) || "text-ink-soft",
          )}
        >
          <Icon className="size-4" strokeWidth={2.25} />
        </span>
        {!isLast && <span className="w-px bg-line" />}
      </div>
      <div className="grid min-w-0 content-start gap-1 pt-1 pb-5">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span>
            <span className="font-medium">{type ? t(`types.${type}`) : event.type}</span>
            {event.actor && <span className="text-ink-soft"> · {nameOf(event.actor)}</span>}
          </span>
          <span className="text-ink-soft text-sm">
            <Time at={event.at} look="full" />
          </span>
        </p>
        {event.summary && !(type && SAYS_WHO_ALONE.includes(type)) && (
          <p
            className={classes(
              "whitespace-pre-wrap break-words",
              isComment ? "rounded-lg bg-sunken px-3 py-2" : "text-ink-soft text-sm",
            )}
          >
            {event.summary}
          </p>
        )}
      </div>
    </li>
  );
}
