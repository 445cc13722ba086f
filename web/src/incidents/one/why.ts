import type { DecisionAnswer, Stage, TocsinApiAnswersWhyWhyAnswer as Why } from "@/api/schema";

/** In the order in which an incident passes them. */
export const STAGES: readonly Stage[] = [
  "mute",
  "dependency",
  "flapping",
  "route",
  "group",
  "escalate",
  "deliver",
  "record",
];

/** What came of it in the end, in one word. */
export type Conclusion =
  | "told"
  | "held"
  | "unrouted"
  | "onItsWay"
  | "notDelivered"
  | "waiting"
  | "never"
  | "undecided";

export function conclusionOf({ status, notifications }: Why): Conclusion {
  const has = (wanted: string) => notifications.some((one) => one.status === wanted);
  if (has("sent")) return "told";
  if (status === null) return "undecided";
  if (status === "held" || status === "unrouted") return status;
  if (has("pending")) return "onItsWay";
  if (has("failed")) return "notDelivered";
  return status === "ended" ? "never" : "waiting";
}

/** How many destinations were told something, and how many of the others could not be. */
export function reachOf({ notifications }: Why): { reached: number; missed: number } {
  const of = (status: string) =>
    new Set(notifications.filter((one) => one.status === status).map((one) => one.destination));
  const reached = of("sent");
  return { reached: reached.size, missed: [...of("failed")].filter((one) => !reached.has(one)).length };
}

export interface StageOfIncident {
  stage: Stage;
  /** What it said last, the newest at the end. */
  latest: readonly DecisionAnswer[];
  earlier: readonly DecisionAnswer[];
}

/** Of these all words are news, of the others the last one holds. */
const SPEAKS_OFTEN: readonly Stage[] = ["escalate", "deliver", "record"];
const MOST_LATEST = 4;

export function stagesOf(decisions: readonly DecisionAnswer[]): StageOfIncident[] {
  const isKept = (stage: Stage) => stage !== "record" || decisions.some((one) => one.stage === stage);
  return STAGES.filter(isKept).map((stage) => {
    const said = decisions.filter((one) => one.stage === stage);
    const count = SPEAKS_OFTEN.includes(stage) ? MOST_LATEST : 1;
    return { stage, latest: said.slice(-count), earlier: said.slice(0, -count) };
  });
}

/** Where one can see what holds it back. Null for what is no page: `flapping`. */
export function heldByHref(heldBy: string): string | null {
  const [noun, id] = heldBy.split(":");
  if (!id) return null;
  if (noun === "silence") return `/silences?id=${id}`;
  return noun === "monitor" ? `/incidents?monitor=${id}` : null;
}
