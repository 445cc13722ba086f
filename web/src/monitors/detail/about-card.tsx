"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useSchemaText } from "@/i18n/schema-texts";
import { kindsQuery } from "@/monitors/form/queries";
import { monitorQuery } from "@/monitors/queries";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { Markdown } from "@/ui/markdown";
import { duration, Time } from "@/ui/time";

/** What it is and how it is judged. */
export function AboutCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.about");
  const { data: kinds } = useQuery(kindsQuery);
  const say = useSchemaText();
  const kind = kinds?.find((one) => one.kind === monitor.kind);
  const { interval, timeout, degraded_latency_ms: slow, degraded_certificate_days: days } = monitor;
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        {monitor.description && <Markdown text={monitor.description} />}
        <dl className="grid gap-2 text-sm">
          <Fact name={t("kind")}>{say(kind?.title ?? monitor.kind)}</Fact>
          {monitor.runbook_url && (
            <Fact name={t("runbook")}>
              <a href={monitor.runbook_url} target="_blank" rel="noreferrer" className="link break-all">
                {monitor.runbook_url}
              </a>
            </Fact>
          )}
          {interval !== null && <Fact name={t("interval")}>{duration(interval)}</Fact>}
          {timeout !== null && <Fact name={t("timeout")}>{duration(timeout)}</Fact>}
          <Fact name={t("confirmation")}>
            {t("thresholds", { failures: monitor.failure_threshold, recoveries: monitor.recovery_threshold })}
          </Fact>
          {slow !== null && <Fact name={t("slow")}>{duration(slow / 1000)}</Fact>}
          {days !== null && <Fact name={t("certificate")}>{t("days", { count: days })}</Fact>}
          {interval !== null && monitor.regions.length > 1 && (
            <Fact name={t("quorum")}>{String(monitor.quorum)}</Fact>
          )}
          {monitor.parents.length > 0 && (
            <Fact name={t("parents")}>
              <Parents ids={monitor.parents} />
            </Fact>
          )}
          {monitor.managed_by && <Fact name={t("managedBy")}>{monitor.managed_by}</Fact>}
          <Fact name={t("created")}>
            <Time at={monitor.created_at} look="day" />
          </Fact>
        </dl>
      </div>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(7rem,2fr)_minmax(0,4fr)] gap-3">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Parents({ ids }: { ids: readonly number[] }) {
  const parents = useQueries({ queries: ids.map((id) => monitorQuery(id)) });
  return ids.map((id, place) => (
    <Fragment key={id}>
      {place > 0 && ", "}
      <Link href={`/monitor?id=${id}`} prefetch={false} className="link">
        {parents[place]?.data?.name ?? `#${id}`}
      </Link>
    </Fragment>
  ));
}
