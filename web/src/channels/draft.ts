import type { ChannelAnswer, ChannelDraft, ChannelKindAnswer, TriedChannel } from "@/api/schema";
import { durationText } from "@/forms/duration";
import { fieldsOf } from "@/forms/fields";
import type { JsonObject } from "@/forms/json";
import { durationAsSent, sentObject } from "@/forms/sent";

/** A channel as it is being written. The names are the API's, and so its pointers fit. */
export interface ChannelForm {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  readonly enabled: boolean;
  /** A channel's id; empty for none. */
  readonly fallback: string;
  readonly title_template: string;
  readonly body_template: string;
  readonly canary_every: string;
}

/** Sets some fields. */
export type Change = (part: Partial<ChannelForm>) => void;

export function emptyForm(kind: string): ChannelForm {
  return {
    name: "",
    kind,
    config: {},
    enabled: true,
    fallback: "",
    title_template: "",
    body_template: "",
    canary_every: "",
  };
}

export function formOf(channel: ChannelAnswer): ChannelForm {
  return {
    name: channel.name,
    kind: channel.kind,
    config: channel.config as JsonObject,
    enabled: channel.enabled,
    fallback: String(channel.fallback ?? ""),
    title_template: channel.title_template ?? "",
    body_template: channel.body_template ?? "",
    canary_every: channel.canary_every === null ? "" : durationText(channel.canary_every),
  };
}

/** What is sent. A channel is set as a whole, so that null says what is to be none. */
export function draftOf(form: ChannelForm, kind: ChannelKindAnswer): ChannelDraft {
  return {
    name: form.name.trim(),
    kind: form.kind,
    config: sentObject(fieldsOf(kind.schema), form.config) as ChannelDraft["config"],
    enabled: form.enabled,
    fallback: form.fallback === "" ? null : Number(form.fallback),
    ...templatesOf(form),
    canary_every: form.canary_every.trim() === "" ? null : durationAsSent(form.canary_every),
  };
}

/** Blank is none: a template that makes nothing would say nothing. */
export function templatesOf(form: ChannelForm) {
  return {
    title_template: form.title_template.trim() === "" ? null : form.title_template,
    body_template: form.body_template.trim() === "" ? null : form.body_template,
  };
}

/** What is tried needs no name of its own, and has no use for a stand-in. */
export function trialOf(form: ChannelForm, kind: ChannelKindAnswer): TriedChannel {
  const { fallback: _, canary_every: __, ...draft } = draftOf(form, kind);
  return { ...draft, name: draft.name || "trial", enabled: true };
}
