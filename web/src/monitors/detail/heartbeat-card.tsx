"use client";

import { useTranslations } from "use-intl";
import type { HeartbeatAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { Card } from "@/ui/card";
import { Duration, Time } from "@/ui/time";

/** Where the job stands: when it said something, and when it will have to. */
export function HeartbeatCard({ heartbeat }: { heartbeat: HeartbeatAnswer }) {
  const t = useTranslations("monitor.heartbeat");
  const latency = useLatencyText();
  const { status, last_ping_at, expected_at, missing_at, running_since, last_duration_ms } = heartbeat;
  const facts = [
    { name: t("last"), fact: last_ping_at && <Time at={last_ping_at} /> },
    { name: t("running"), fact: running_since && <Duration start={running_since} end={null} /> },
    { name: t("took"), fact: last_duration_ms !== null && latency(last_duration_ms) },
    { name: t("expected"), fact: expected_at && <Time at={expected_at} look="full" /> },
    { name: t("missing"), fact: missing_at && <Time at={missing_at} look="full" /> },
  ];
  return (
    <Card title={t("title")}>
      <p className="font-medium">{t(`words.${status}`)}</p>
      <dl className="mt-3 grid grid-cols-1 gap-y-2 sm:flex sm:flex-wrap sm:gap-x-10 sm:gap-y-3">
        {facts.map(
          ({ name, fact }) =>
            fact && (
              <div key={name} className="flex flex-wrap justify-between gap-x-4 sm:grid sm:gap-0.5">
                <dt className="text-ink-soft text-sm">{name}</dt>
                <dd className="figures">{fact}</dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  );
}
