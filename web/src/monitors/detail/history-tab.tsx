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
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <div className="grid grid-cols-1 gap-4">
        {can("incidents:read") && <IncidentsCard monitor={monitor} />}
        {can("marks:read") && <MarksCard monitor={monitor} />}
      </div>
      <TransitionsCard monitor={monitor} />
    </div>
  );
}
