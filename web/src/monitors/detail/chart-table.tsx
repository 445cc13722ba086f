"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { useLatencyText } from "@/charts/latency";
import { type Column, Table } from "@/ui/table";
import { Time } from "@/ui/time";
import { checksOf, PERCENTILES, type Point } from "./chart-data";

type Row = Point & { bucket: NonNullable<Point["bucket"]> };

/** The same figures to be read, the newest first. */
export function ChartTable({ points }: { points: readonly Point[] }) {
  const t = useTranslations("monitor.chart");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="min-h-6 text-ink-soft text-sm hover:text-ink">{t("table")}</summary>
      {isOpen && <Rows points={points} />}
    </details>
  );
}

function Rows({ points }: { points: readonly Point[] }) {
  const t = useTranslations("monitor.chart");
  const latency = useLatencyText();
  const text = (value: number | null) => (value === null ? "–" : latency(value));
  const rows = points.filter((point): point is Row => point.bucket !== null).reverse();
  const columns: Column<Row>[] = [
    { key: "time", title: t("time"), cell: ({ bucket }) => <Time at={bucket.start} look="full" /> },
    ...PERCENTILES.map((one) => ({
      key: one,
      title: t(`measures.${one}`),
      isFigure: true,
      cell: ({ bucket }: Row) => text(bucket[`${one}_ms`]),
    })),
    {
      key: "mean",
      title: t("mean"),
      isFigure: true,
      isMinor: true,
      cell: ({ bucket }) => text(bucket.mean_ms),
    },
    {
      key: "checks",
      title: t("checks"),
      isFigure: true,
      isMinor: true,
      cell: ({ bucket }) => checksOf(bucket),
    },
    {
      key: "failed",
      title: t("failed"),
      isFigure: true,
      cell: ({ bucket }) => bucket.down + bucket.degraded,
    },
  ];
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
      tabIndex={0}
      aria-label={t("table")}
      className="mt-2 max-h-96 overflow-y-auto rounded-lg border"
    >
      <Table label={t("table")} columns={columns} rows={rows} rowKey={({ at }) => at} />
    </section>
  );
}
