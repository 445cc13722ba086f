import { expect, test } from "vitest";
import type { PolicyAnswer, RotationAnswer } from "@/api/schema";
import { opsChannel } from "./samples";
import { standingOf, usersOf } from "./standing";

const health = (part: Partial<typeof opsChannel.health>) => ({
  ...opsChannel,
  health: { ...opsChannel.health, ...part },
});

test("a channel works until it fails, and fails until it is known to", () => {
  expect(standingOf(opsChannel)).toBe("works");
  expect(standingOf(health({ failures: 1 }))).toBe("shaky");
  expect(standingOf(health({ failures: 3, unhealthy_since: "2026-11-01T09:00:00Z" }))).toBe("failing");
});

test("a channel that nothing was sent by is not tried, and a disabled one is only that", () => {
  expect(standingOf(health({ last_success_at: null }))).toBe("untried");
  expect(standingOf({ ...health({ failures: 3 }), enabled: false })).toBe("disabled");
});

test("policies, rotations and other channels name a channel", () => {
  const policy = { id: 1, name: "Night", steps: [{ targets: [{ role: "owner" }, { channel: 4 }] }] };
  const rotation = { id: 2, name: "Week", participants: [{ user: 1, channels: [4] }] };
  const users = usersOf(4, {
    channels: [opsChannel, { ...opsChannel, id: 5, name: "Mail", fallback: 4 }],
    policies: [policy, { ...policy, id: 9, steps: [] }] as unknown as PolicyAnswer[],
    rotations: [rotation] as unknown as RotationAnswer[],
  });
  expect(users.map((user) => user.href)).toEqual(["/policy?id=1", "/rotation?id=2", "/channel?id=5"]);
});
