"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { BacktestPageAnswer, BacktestSummaryAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { type Column, Table } from "@/ui/table";
import { duration, Time } from "@/ui/time";

const ROWS = 50;
const SOON_S = 300;

interface PagesProps {
  summary: BacktestSummaryAnswer;
  pages: readonly BacktestPageAnswer[];
}

/** Page by page: when, about what, who, and how long it lasted. */
export function PagesCard({ summary, pages }: PagesProps) {
  const t = useTranslations("backtest.pages");
  const common = useTranslations("common.actions");
  const [count, setCount] = useState(ROWS);
  const columns: Column<BacktestPageAnswer>[] = [
    { key: "at", title: t("at"), cell: (page) => <Time at={page.at} look="short" /> },
    { key: "monitors", title: t("about"), cell: (page) => <About page={page} /> },
    {
      key: "told",
      title: t("told"),
      cell: (page) => page.destinations.map((one) => one.name).join(", "),
    },
    { key: "over", title: t("over"), cell: (page) => <Over page={page} /> },
  ];
  return (
    <Card title={t("title")} isFlush>
      <Table label={t("title")} columns={columns} rows={pages.slice(0, count)} rowKey={keyOfPage} />
      {pages.length > count && (
        <div className="p-4 text-center">
          <Button look="secondary" onClick={() => setCount(count + 4 * ROWS)}>
            {common("showMore")}
          </Button>
        </div>
      )}
      {summary.listed < summary.pages && (
        <p className="p-4 text-ink-soft text-sm">
          {t("notAll", { listed: summary.listed, pages: summary.pages })}
        </p>
      )}
    </Card>
  );
}

const keyOfPage = (page: BacktestPageAnswer): string =>
  [page.at, page.policy_id, page.purpose, page.number, ...page.monitors.map((one) => one.id)].join();

function About({ page }: { page: BacktestPageAnswer }) {
  const t = useTranslations("backtest.pages");
  const concern = useTranslations("matching.concerns");
  const shown = page.monitors.slice(0, 3);
  return (
    <span>
      {shown.map((monitor, index) => (
        <span key={monitor.id}>
          {index > 0 && ", "}
          <Link href={`/monitor?id=${monitor.id}`} className="link">
            {monitor.name}
          </Link>
        </span>
      ))}
      {page.total > shown.length && ` ${t("andMore", { count: page.total - shown.length })}`}
      <span className="block text-ink-soft">
        {concern(page.concern as Parameters<typeof concern>[0])} · {page.policy}
        {page.purpose === "problem" ? ` · ${t("step", { number: page.number })}` : ` · ${t("again")}`}
        {page.is_flapping && ` · ${t("flapping")}`}
      </span>
    </span>
  );
}

function Over({ page }: { page: BacktestPageAnswer }) {
  const t = useTranslations("backtest.pages");
  if (page.resolved_after === null) return <span className="text-ink-soft">{t("lasted")}</span>;
  const isSoon = page.resolved_after <= SOON_S;
  return (
    <span className="figures">
      {duration(page.resolved_after)}
      {isSoon && <span className="block text-ink-soft">{t("soon")}</span>}
    </span>
  );
}
