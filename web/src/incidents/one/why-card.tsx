"use client";

import { useQuery } from "@tanstack/react-query";
import { BellOff, BellRing, Hourglass, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { IncidentDetailAnswer, SaidAnswer, TocsinApiAnswersWhyWhyAnswer as Why } from "@/api/schema";
import { Attempts } from "@/deliveries/attempts";
import { StatusMark } from "@/deliveries/marks";
import { monitorQuery } from "@/monitors/queries";
import { useSession } from "@/session/session";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Time } from "@/ui/time";
import { whyQuery } from "../queries";
import { StageList } from "./stage-list";
import { type Conclusion, conclusionOf, heldByHref, reachOf } from "./why";

const ICONS: Record<Conclusion, LucideIcon> = {
  told: BellRing,
  onItsWay: Hourglass,
  waiting: Hourglass,
  undecided: Hourglass,
  held: BellOff,
  unrouted: BellOff,
  notDelivered: BellOff,
  never: BellOff,
};

const ALARMING: readonly Conclusion[] = ["notDelivered", "unrouted"];

/** Why it paged, or why it did not: the answer in a sentence, who was told, and what each stage said. */
export function WhyCard({ incident }: { incident: IncidentDetailAnswer }) {
  const t = useTranslations("incidents.why");
  const { data: why, error } = useQuery(whyQuery(incident.id));
  const hasPaged = why && conclusionOf(why) === "told";
  return (
    <Card title={t(!why ? "title" : hasPaged ? "titlePaged" : "titleNotPaged")}>
      <RefusalNote error={error} />
      {why ? (
        <div className="grid gap-6">
          <InASentence why={why} />
          {why.notifications.length > 0 && <WhoWasTold said={why.notifications} />}
          {why.decisions.length > 0 && <StageList decisions={why.decisions} />}
        </div>
      ) : (
        !error && <SkeletonRows count={3} />
      )}
    </Card>
  );
}

function InASentence({ why }: { why: Why }) {
  const t = useTranslations("incidents.why");
  const conclusion = conclusionOf(why);
  const Icon = ICONS[conclusion];
  const isAlarming = ALARMING.includes(conclusion);
  const { reached, missed } = reachOf(why);
  return (
    <div
      className={classes(
        "flex gap-3 rounded-lg px-3.5 py-3",
        isAlarming ? "bg-down-soft text-down" : "bg-sunken",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="grid min-w-0 gap-0.5">
        <p className="font-medium">{t(`conclusions.${conclusion}`, { count: reached })}</p>
        {conclusion === "told" && missed > 0 && (
          <p className="font-medium text-down text-sm">{t("missed", { count: missed })}</p>
        )}
        {why.held_by && <HeldBy heldBy={why.held_by} />}
        {why.held_by && why.decided_again_at && (
          <p className="text-ink-soft text-sm">
            {t.rich("decidedAgain", { at: () => <Time at={why.decided_again_at ?? ""} /> })}
          </p>
        )}
      </div>
    </div>
  );
}

function HeldBy({ heldBy }: { heldBy: string }) {
  const t = useTranslations("incidents.why.heldBy");
  const href = heldByHref(heldBy);
  const [noun, id] = heldBy.split(":");
  if (noun === "monitor" && id && href) return <HeldByMonitor id={Number(id)} href={href} />;
  const word = noun === "silence" || noun === "flapping" ? t(noun) : heldBy;
  return (
    <p className="text-sm">
      {href ? (
        <Link href={href} className="link">
          {word}
        </Link>
      ) : (
        word
      )}
    </p>
  );
}

function HeldByMonitor({ id, href }: { id: number; href: string }) {
  const t = useTranslations("incidents.why.heldBy");
  const { data: monitor } = useQuery(monitorQuery(id));
  const link = (name: ReactNode) => (
    <Link href={href} className="link">
      {name}
    </Link>
  );
  return <p className="text-sm">{t.rich("monitor", { name: monitor?.name ?? `#${id}`, link })}</p>;
}

function WhoWasTold({ said }: { said: readonly SaidAnswer[] }) {
  const t = useTranslations("incidents.why");
  return (
    <section aria-label={t("who")} className="grid gap-2">
      <h3 className="font-semibold text-sm">{t("who")}</h3>
      <ul className="divide-y divide-line rounded-lg border">
        {said.map((one) => (
          <Said key={one.notification_id} said={one} />
        ))}
      </ul>
    </section>
  );
}

function Said({ said }: { said: SaidAnswer }) {
  const t = useTranslations("deliveries");
  const { can } = useSession();
  return (
    <li className="grid gap-1 px-3.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusMark status={said.status} />
        <span className="min-w-0 break-words font-medium">{said.destination}</span>
        <span className="text-ink-soft text-sm">{t(`purposes.${said.purpose}`)}</span>
        <span className="ml-auto text-ink-soft text-sm">
          <Time at={said.finished_at ?? said.created_at} />
        </span>
      </div>
      {said.last_error && <p className="break-words text-ink-soft text-sm">{said.last_error}</p>}
      {can("channels:read") && <Attempts notification={said.notification_id} count={said.attempts} />}
    </li>
  );
}
