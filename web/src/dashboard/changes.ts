import type { IncidentAnswer } from "@/api/schema";

/** That an incident began, or that it ended. */
export interface Change {
  readonly kind: "began" | "ended";
  readonly at: string;
  readonly incident: IncidentAnswer;
}

/** What has begun and what has ended since then, the newest first. */
export function changesSince(incidents: readonly IncidentAnswer[], since: number): Change[] {
  const changes = incidents.flatMap<Change>((incident) => [
    { kind: "began", at: incident.started_at, incident },
    ...(incident.ended_at ? [{ kind: "ended" as const, at: incident.ended_at, incident }] : []),
  ]);
  return changes
    .filter(({ at }) => Date.parse(at) >= since)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
