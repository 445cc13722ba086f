import type { ChannelAnswer } from "@/api/schema";

/** A channel as the API gives it, for tests. */
export const opsChannel: ChannelAnswer = {
  id: 4,
  name: "Ops",
  kind: "telegram",
  config: { bot_token: "********", chat_id: "@ops" },
  enabled: true,
  fallback: null,
  title_template: null,
  body_template: null,
  canary_every: null,
  health: {
    failures: 0,
    unhealthy_since: null,
    last_success_at: "2026-11-01T08:00:00Z",
    last_failure_at: null,
    last_error: null,
    next_canary_at: null,
  },
  revision: 2,
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
};
