import type { HookAnswer, HookDraft, HookKindAnswer } from "@/api/schema";
import { fieldsOf } from "@/forms/fields";
import type { JsonObject } from "@/forms/json";
import { sentObject } from "@/forms/sent";

/** A kind, with its first paragraph apart. */
export type HookKind = HookKindAnswer & { readonly summary: string };

/** A hook as it is being written. The names are the API's, and so its pointers fit. */
export interface HookForm {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly enabled: boolean;
}

/** A hook that makes its monitors is what nearly everybody wants: the examples say so. */
export function emptyForm(kind: HookKind): HookForm {
  return { name: "", kind: kind.kind, config: { create: true }, enabled: true };
}

export function formOf({ name, kind, config, enabled }: HookAnswer): HookForm {
  return { name, kind, config: config as JsonObject, enabled };
}

export function draftOf(form: HookForm, kind: HookKind): HookDraft {
  return {
    name: form.name.trim(),
    kind: form.kind,
    config: sentObject(fieldsOf(kind.schema), form.config) as Exclude<HookDraft["config"], undefined>,
    enabled: form.enabled,
  };
}

const ALERT = {
  version: "4",
  status: "firing",
  receiver: "tocsin",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "DiskFull", instance: "db1:9100", severity: "warning" },
      annotations: { summary: "db1:9100 has 3.1% left on /data" },
      startsAt: "2026-03-01T08:15:00Z",
      endsAt: "0001-01-01T00:00:00Z",
      fingerprint: "8f2ab1b6f7c1de1a",
    },
  ],
};
const JOB = { job: "stocktaking", status: "failed", text: "no space left" };

/** A body to begin with. */
export const sampleOf = (kind: string): string =>
  JSON.stringify(kind === "alertmanager" ? ALERT : JOB, null, 2);
