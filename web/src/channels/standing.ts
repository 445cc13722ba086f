import type { ChannelAnswer, PolicyAnswer, RotationAnswer } from "@/api/schema";

/** How a channel does, in one word. `failing`: known not to deliver; `shaky`: the last attempts failed. */
export type Standing = "works" | "shaky" | "failing" | "untried" | "disabled";

export function standingOf({ enabled, health }: Pick<ChannelAnswer, "enabled" | "health">): Standing {
  if (!enabled) return "disabled";
  if (health.unhealthy_since !== null) return "failing";
  if (health.failures > 0) return "shaky";
  return health.last_success_at === null ? "untried" : "works";
}

export interface User {
  readonly name: string;
  readonly href: string;
}

interface Users {
  channels: readonly ChannelAnswer[];
  policies: readonly PolicyAnswer[];
  rotations: readonly RotationAnswer[];
}

/** Who names a channel: policies, rotations, and channels that it stands in for. */
export function usersOf(id: number, { channels, policies, rotations }: Users): readonly User[] {
  const isTarget = (target: object) => "channel" in target && target.channel === id;
  return [
    ...policies
      .filter((policy) => policy.steps.some((step) => step.targets.some(isTarget)))
      .map((policy) => ({ name: policy.name, href: `/policy?id=${policy.id}` })),
    ...rotations
      .filter((rotation) => rotation.participants.some((one) => one.channels.includes(id)))
      .map((rotation) => ({ name: rotation.name, href: `/rotation?id=${rotation.id}` })),
    ...channels
      .filter((channel) => channel.fallback === id)
      .map((channel) => ({ name: channel.name, href: `/channel?id=${channel.id}` })),
  ];
}
