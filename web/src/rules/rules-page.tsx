"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CirclePause, Plus, SlidersHorizontal, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { RuleAnswer } from "@/api/schema";
import { matchOf } from "@/matching/match";
import { MatchWords } from "@/matching/match-words";
import { useSession } from "@/session/session";
import { LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Link } from "@/ui/link";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Time } from "@/ui/time";
import { brokenQuery, rulesQuery } from "./queries";
import { useFigure, useRuleWords } from "./words";

/** Rules, and which monitors break them. */
export function RulesPage() {
  const t = useTranslations("rules");
  const { can } = useSession();
  const { data: rules, error, refetch } = useQuery(rulesQuery);
  const add = can("rules:write") && (
    <LinkButton href="/rule/new" icon={Plus}>
      {t("new")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={rules && rules.length > 0 && add}>
      {rules ? (
        <Card isFlush>
          {rules.length === 0 ? (
            <Empty icon={SlidersHorizontal} title={t("empty.title")} action={add}>
              {t("empty.text")}
            </Empty>
          ) : (
            <ul>
              {rules.map((rule) => (
                <RuleRow key={rule.id} rule={rule} />
              ))}
            </ul>
          )}
        </Card>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

function RuleRow({ rule }: { rule: RuleAnswer }) {
  const t = useTranslations("rules");
  const severity = useTranslations("matching.severities");
  const wordsOf = useRuleWords();
  return (
    <li className="grid gap-1 border-b px-4 py-3.5 last:border-0 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 break-words font-semibold">
          <Link href={`/rule?id=${rule.id}`} className="no-underline hover:underline">
            {rule.name}
          </Link>
        </h2>
        <Standing rule={rule} />
      </div>
      <p className="text-sm">{wordsOf(rule)}</p>
      <p className="text-ink-soft text-sm">
        {severity(rule.severity)} · <MatchWords match={matchOf(rule.match)} all={t("everyMonitor")} />
      </p>
      {rule.enabled && <Broken rule={rule} />}
    </li>
  );
}

function Standing({ rule }: { rule: RuleAnswer }) {
  const t = useTranslations("rules.standing");
  const { data } = useQuery({ ...brokenQuery(rule.id), enabled: rule.enabled });
  if (!rule.enabled) return <Mark icon={CirclePause} tone="text-idle" text={t("off")} />;
  if (!data) return null;
  const count = data.items.length;
  if (count === 0) return <Mark icon={CircleCheck} tone="text-up" text={t("kept")} />;
  const text = data.next_cursor ? t("brokenByMore", { count }) : t("broken", { count });
  return (
    <Mark
      icon={TriangleAlert}
      tone={rule.severity === "critical" ? "text-down" : "text-degraded"}
      text={text}
    />
  );
}

function Mark({ icon: Icon, tone, text }: { icon: typeof CircleCheck; tone: string; text: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 font-semibold text-sm ${tone}`}>
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {text}
    </span>
  );
}

function Broken({ rule }: { rule: RuleAnswer }) {
  const t = useTranslations("rules.standing");
  const figure = useFigure();
  const { data } = useQuery(brokenQuery(rule.id));
  if (!data || data.items.length === 0) return null;
  return (
    <ul className="mt-1 grid gap-1 text-sm">
      {data.items.map((state) => (
        <li key={state.monitor_id} className="flex flex-wrap gap-x-3">
          <Link
            href={state.incident_id ? `/incident?id=${state.incident_id}` : `/monitor?id=${state.monitor_id}`}
            className="link"
          >
            {state.monitor_name}
          </Link>
          {state.value !== null && <span className="figures">{figure(rule.metric, state.value)}</span>}
          {state.since && (
            <span className="text-ink-soft">
              {t("since")} <Time at={state.since} look="short" />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
