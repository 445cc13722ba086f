"use client";

import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { parseAsInteger, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { MonitorAnswer } from "@/api/schema";
import { useSchemaText } from "@/i18n/schema-texts";
import { monitorQuery } from "@/monitors/queries";
import { LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { Skeleton, SkeletonRows } from "@/ui/skeleton";
import { Tags } from "@/ui/tag";
import { everyOf } from "./every";
import { NowCard } from "./now-card";
import { OpenResult } from "./open-result";
import { MonitorTabs } from "./tabs";

const NOT_FOUND = 404;

/** Everything about one monitor. */
export function MonitorDetail() {
  const t = useTranslations("monitor");
  const [id] = useQueryState("id", parseAsInteger);
  const {
    data: monitor,
    error,
    refetch,
  } = useQuery({
    ...monitorQuery(id ?? 0),
    enabled: id !== null,
    refetchInterval: ({ state }) => everyOf(state.data?.interval),
  });
  const isGone = id === null || (error !== null && refusalOf(error).status === NOT_FOUND);
  return (
    <Page
      title={monitor?.name ?? t("title")}
      parent={{ href: "/monitors", label: t("monitors") }}
      lead={monitor && <Lead monitor={monitor} />}
    >
      {isGone ? (
        <NoSuch />
      ) : monitor ? (
        <>
          <NowCard monitor={monitor} />
          <MonitorTabs monitor={monitor} />
          <OpenResult id={monitor.id} />
        </>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Lead({ monitor: { target, tags } }: { monitor: MonitorAnswer }) {
  const say = useSchemaText();
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 break-all">{say(target)}</span>
      <Tags tags={tags} />
    </span>
  );
}

function NoSuch() {
  const t = useTranslations("monitor");
  return (
    <Card>
      <Empty
        icon={Activity}
        title={t("noSuch")}
        action={
          <LinkButton href="/monitors" look="secondary">
            {t("toMonitors")}
          </LinkButton>
        }
      >
        {t("noSuchLead")}
      </Empty>
    </Card>
  );
}

function Loading() {
  return (
    <div className="grid gap-5">
      <Skeleton className="h-44 rounded-xl" />
      <Card>
        <SkeletonRows />
      </Card>
    </div>
  );
}
