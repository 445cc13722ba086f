"use client";

import type { MonitorAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { IncidentsCard } from "./incidents-card";
import { MarksCard } from "./marks-card";
import { TransitionsCard } from "./transitions-card";

/** What became of it over time, and what people have said of that. */
export function HistoryTab({ monitor }: { monitor: MonitorAnswer }) {
  const { can } = useSession();
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {can("incidents:read") && <IncidentsCard monitor={monitor} />}
      <TransitionsCard monitor={monitor} />
      {can("marks:read") && <MarksCard monitor={monitor} />}
    </div>
  );
}
