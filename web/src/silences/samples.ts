import type { SilenceAnswer } from "@/api/schema";

/** For tests: each Sunday at three in Berlin. */
export const silenceSample: SilenceAnswer = {
  id: 9,
  comment: "Weekly restart",
  match: {
    monitors: [],
    names: [],
    kinds: [],
    tags: ["team:pay"],
    any_tags: [],
    without_tags: [],
    concerns: [],
    severities: [],
    everything: false,
  },
  start: "2030-03-24T02:00:00Z",
  duration: 3600,
  rrule: "FREQ=WEEKLY;BYDAY=SU",
  time_zone: "Europe/Berlin",
  status: "upcoming",
  current: null,
  next: [
    { start: "2030-03-24T02:00:00Z", end: "2030-03-24T03:00:00Z" },
    { start: "2030-03-31T01:00:00Z", end: "2030-03-31T02:00:00Z" },
  ],
  ends_at: null,
  ended_at: null,
  monitors: 3,
  created_by: "user:ada@example.com",
  created_at: "2026-11-22T10:00:00Z",
  updated_at: "2026-11-22T10:00:00Z",
  revision: 1,
};
