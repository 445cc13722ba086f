import type { KindAnswer, MonitorAnswer, MonitorDraft, MonitorPatch } from "@/api/schema";
import { durationText } from "@/forms/duration";
import { fieldsOf } from "@/forms/fields";
import { isObject, isSame, type JsonObject, type Value } from "@/forms/json";
import { durationAsSent, KEPT_SECRET, sentObject } from "@/forms/sent";

/** A monitor as it is being written: numbers and durations as text. The names are the API's, and so its pointers fit. */
export interface MonitorForm {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly interval: string;
  readonly timeout: string;
  readonly retry_interval: string;
  readonly failure_threshold: string;
  readonly recovery_threshold: string;
  readonly degraded_latency_ms: string;
  readonly degraded_certificate_days: string;
  readonly regions: readonly string[];
  readonly quorum: string;
  readonly tags: readonly string[];
  readonly parents: readonly number[];
  readonly description: string;
  readonly runbook_url: string;
  readonly enabled: boolean;
  readonly public: boolean;
}

/** Sets some fields. */
export type Change = (part: Partial<MonitorForm>) => void;

export function emptyForm(kind: string): MonitorForm {
  return {
    name: "",
    kind,
    config: {},
    interval: "",
    timeout: "",
    retry_interval: "",
    failure_threshold: "",
    recovery_threshold: "",
    degraded_latency_ms: "",
    degraded_certificate_days: "",
    regions: [],
    quorum: "majority",
    tags: [],
    parents: [],
    description: "",
    runbook_url: "",
    enabled: true,
    public: false,
  };
}

export function formOf(monitor: MonitorAnswer): MonitorForm {
  return {
    name: monitor.name,
    kind: monitor.kind,
    config: monitor.config as JsonObject,
    interval: secondsText(monitor.interval),
    timeout: secondsText(monitor.timeout),
    retry_interval: secondsText(monitor.retry_interval),
    failure_threshold: String(monitor.failure_threshold),
    recovery_threshold: String(monitor.recovery_threshold),
    degraded_latency_ms:
      monitor.degraded_latency_ms === null ? "" : durationText(monitor.degraded_latency_ms, "ms"),
    degraded_certificate_days: String(monitor.degraded_certificate_days ?? ""),
    regions: monitor.regions,
    quorum: String(monitor.quorum),
    tags: monitor.tags,
    parents: monitor.parents,
    description: monitor.description,
    runbook_url: monitor.runbook_url ?? "",
    enabled: monitor.enabled,
    public: monitor.public,
  };
}

const secondsText = (seconds: number | null): string => (seconds === null ? "" : durationText(seconds));

/** What is sent. What was left empty is left out, and gets its default. */
export function draftOf(form: MonitorForm, kind: KindAnswer): MonitorDraft {
  const timing = kind.is_active ? timingOf(form) : {};
  const draft = {
    name: form.name.trim(),
    kind: form.kind,
    config: sentObject(fieldsOf(kind.schema), form.config),
    ...timing,
    failure_threshold: countOf(form.failure_threshold),
    recovery_threshold: countOf(form.recovery_threshold),
    tags: form.tags,
    parents: form.parents,
    description: form.description,
    runbook_url: form.runbook_url.trim() || undefined,
    enabled: form.enabled,
    public: form.public,
  };
  // The API judges what was typed: text that is no number is refused at its field.
  return withoutUndefined(draft) as unknown as MonitorDraft;
}

/** What a trial looks with: nothing that would be refused without having to do with what is seen. */
export function trialOf(form: MonitorForm, kind: KindAnswer): MonitorDraft {
  const { parents: _, tags: __, ...draft } = draftOf({ ...form, runbook_url: "", description: "" }, kind);
  return (draft.name === "" ? withoutUndefined({ ...draft, name: undefined }) : draft) as MonitorDraft;
}

function timingOf(form: MonitorForm) {
  return {
    interval: durationOf(form.interval),
    timeout: durationOf(form.timeout),
    retry_interval: durationOf(form.retry_interval),
    degraded_latency_ms: durationOf(form.degraded_latency_ms),
    degraded_certificate_days: countOf(form.degraded_certificate_days),
    regions: form.regions.length > 0 ? form.regions : undefined,
    quorum: countOf(form.quorum),
  };
}

const durationOf = (text: string) => (text.trim() === "" ? undefined : durationAsSent(text));

function countOf(text: string): string | number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function withoutUndefined(object: object): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/**
 * What makes of one the other, as a JSON merge patch (RFC 7396). Fields that nobody has touched are not in it, and so
 * what the server derives from others stays derived.
 */
export function patchOf(before: object, after: object): MonitorPatch {
  return patched(withoutUndefined(before), withoutUndefined(after)) as MonitorPatch;
}

function patched(before: JsonObject, after: JsonObject): JsonObject {
  const gone = Object.keys(before).filter((name) => !(name in after));
  const changed = Object.entries(after).filter(([name, value]) => !isSame(before[name], value));
  return Object.fromEntries([
    ...gone.map((name): [string, Value] => [name, null]),
    ...changed.map(([name, value]): [string, Value] => {
      const old = before[name];
      return [name, isObject(old) && isObject(value) ? patched(old, value) : value];
    }),
  ]);
}

/** Whether something in it is a secret that only the server knows. */
export function hasKeptSecrets(value: unknown): boolean {
  if (value === KEPT_SECRET) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasKeptSecrets);
}
