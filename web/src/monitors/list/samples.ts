import { HttpResponse, http } from "msw";
import type { MonitorAnswer, MonitorCounts } from "@/api/schema";
import { server } from "@/testing/server";

/** A monitor as a list gives it, for tests. */
export function sample(id: number, fields: Partial<MonitorAnswer> = {}): MonitorAnswer {
  return {
    id,
    name: `Monitor ${id}`,
    kind: "http",
    target: `host-${id}.example.com`,
    config: { url: `https://host-${id}.example.com` },
    interval: 60,
    timeout: 10,
    retry_interval: 5,
    failure_threshold: 2,
    recovery_threshold: 2,
    degraded_latency_ms: null,
    degraded_certificate_days: null,
    regions: ["local"],
    quorum: "majority",
    tags: [],
    parents: [],
    description: "",
    runbook_url: null,
    enabled: true,
    maintenance: null,
    public: false,
    managed_by: null,
    revision: 1,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    state: "up",
    since: "2026-01-01T00:00:00Z",
    reason: "recovered",
    summary: "",
    incident_id: null,
    certificate_expires_at: null,
    last_result: null,
    last_results: [],
    heartbeat: null,
    sparkline: null,
    bars: null,
    p95_ms: null,
    ...fields,
  };
}

const COUNTS: MonitorCounts = { up: 3, degraded: 1, down: 2, unknown: 0, paused: 1, maintenance: 0 };

/** Lists are answered with these; `asked` takes in the query of each list that was asked for, without its pictures. */
export function serveList(monitors: readonly MonitorAnswer[], asked: URLSearchParams[] = []): void {
  server.use(
    http.get("*/api/v1/monitors", ({ request }) => {
      const query = new URL(request.url).searchParams;
      if (!query.has("include")) asked.push(query);
      return HttpResponse.json({ items: monitors, next_cursor: null });
    }),
    http.get("*/api/v1/monitors/counts", () => HttpResponse.json(COUNTS)),
    http.get("*/api/v1/kinds", () => HttpResponse.json({ items: [], next_cursor: null })),
  );
}
