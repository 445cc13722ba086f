import type { PolicyAnswer } from "@/api/schema";

/** A policy as the API gives it, for tests. */
export const production: PolicyAnswer = {
  id: 2,
  name: "Production",
  enabled: true,
  match: {
    monitors: [],
    names: [],
    kinds: [],
    tags: ["env:prod"],
    any_tags: [],
    without_tags: [],
    concerns: [],
    severities: [],
  },
  steps: [
    { after: 0, targets: [{ channel: 1 }], when: "always" },
    { after: 600, targets: [{ rotation: 3 }, { user: 4 }], when: "always" },
  ],
  repeat: { every: 3600, at_most: 12 },
  quiet_hours: null,
  business_hours: null,
  group_wait: null,
  groups: true,
  tells_recovery: true,
  continues: false,
  revision: 1,
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
};

export const everything: PolicyAnswer = {
  ...production,
  id: 1,
  name: "Tell the owner",
  match: { ...production.match, tags: [] },
  steps: [{ after: 0, targets: [{ role: "owner" }], when: "always" }],
  repeat: null,
};
