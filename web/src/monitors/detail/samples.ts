import { HttpResponse, http } from "msw";
import type { IncidentDetailAnswer, MonitorAnswer, ResultAnswer } from "@/api/schema";
import { sample } from "@/monitors/list/samples";
import { server } from "@/testing/server";

export const ID = 7;

export const failed: ResultAnswer = {
  monitor_id: ID,
  region: "eu",
  scheduled_at: "2026-11-22T09:00:00.123Z",
  verdict: "down",
  latency_ms: 187.2,
  phases_ms: null,
  code: 502,
  error: "assertion_failed",
  message: "expected status 200-299, got 502",
};

export const incident: IncidentDetailAnswer = {
  id: 3,
  monitor_id: ID,
  monitor_name: "Shop",
  severity: "down",
  started_at: "2026-11-22T09:00:00Z",
  ended_at: null,
  reason: "confirmed_failure",
  summary: "expected status 200-299, got 502",
  cause_monitor_id: null,
  acknowledged_at: null,
  acknowledged_by: null,
  rule_id: null,
  snoozed_until: null,
  resolved_at: null,
  resolved_by: null,
  timeline: [],
};

/** What no test asks about is empty. What a test gives later comes first. */
export function serveMonitor(fields: Partial<MonitorAnswer> = {}): MonitorAnswer {
  const monitor = sample(ID, { name: "Shop", ...fields });
  const of = (path: string) => `*/api/v1/monitors/${ID}${path}`;
  const nothing = () => HttpResponse.json({ items: [], next_cursor: null });
  const total = { start: monitor.created_at, p50_ms: null, p95_ms: null, p99_ms: null };
  server.use(
    http.get(of(""), () => HttpResponse.json(monitor)),
    http.get(of("/series"), () => HttpResponse.json({ bucket: 60, buckets: [], total })),
    http.get(of("/availability"), () => HttpResponse.json([])),
    http.get(of("/transitions"), nothing),
    http.get(of("/incidents"), nothing),
    http.get(of("/marks"), nothing),
    http.get(of("/pings"), nothing),
    http.get(of("/ping-key"), () => HttpResponse.json(PING_KEY)),
    http.get("*/api/v1/silences", nothing),
    http.get("*/api/v1/kinds", nothing),
    http.get(`*/api/v1/incidents/${incident.id}`, () => HttpResponse.json(incident)),
  );
  return monitor;
}

export const PING_KEY = {
  key: "k",
  slug: "shop",
  url: "https://tocsin.test/ping/k",
  addresses: {
    by_slug: null,
    healthchecks: "https://tocsin.test/ping/k",
    uptime_kuma: "https://tocsin.test/api/push/k",
    cronitor: null,
    gatus: "https://tocsin.test/api/v1/endpoints/shop/external",
  },
  created_at: "2026-01-01T00:00:00Z",
};

/** There is no canvas to draw on: in its place its words. */
export const wordsOfChart = () => ({
  default: ({ label }: { label: string }) => label,
});

export const heartbeat: NonNullable<MonitorAnswer["heartbeat"]> = {
  status: "late",
  last_ping_at: "2026-11-22T08:00:00Z",
  expected_at: "2026-11-22T09:00:00Z",
  missing_at: "2026-11-22T09:30:00Z",
  running_since: null,
  last_duration_ms: 61_000,
};
