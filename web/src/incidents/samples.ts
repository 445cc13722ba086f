import type { IncidentDetailAnswer, TocsinApiAnswersWhyWhyAnswer } from "@/api/schema";

/** For tests: an open incident of which nobody has taken notice. */
export const incidentSample: IncidentDetailAnswer = {
  id: 3,
  monitor_id: 7,
  monitor_name: "Shop",
  severity: "down",
  started_at: "2026-11-22T10:00:00Z",
  ended_at: null,
  reason: "confirmed_failure",
  summary: "expected status 200-299, got 500",
  cause_monitor_id: null,
  acknowledged_at: null,
  acknowledged_by: null,
  rule_id: null,
  snoozed_until: null,
  resolved_at: null,
  resolved_by: null,
  timeline: [{ at: "2026-11-22T10:00:00Z", type: "opened", summary: "got 500", actor: null }],
};

/** For tests: alerting has not looked at it. */
export const whySample: TocsinApiAnswersWhyWhyAnswer = {
  incident_id: 3,
  status: null,
  concern: null,
  held_by: null,
  decided_again_at: null,
  decisions: [],
  notifications: [],
};
