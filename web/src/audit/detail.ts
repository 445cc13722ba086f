import { isObject, type JsonObject, type Value } from "@/forms/json";

/** Something that was one thing and is another now. */
export interface Changed {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
}

/** Something that an entry says besides. */
export interface Said {
  readonly field: string;
  readonly value: Value;
}

/** What has an entry's subject been called? Of a new name and an old one, the new one. */
export function nameOf(detail: JsonObject): string | null {
  const { name, email } = detail;
  const told = isChange(name) ? name.after : (name ?? email);
  return typeof told === "string" ? told : null;
}

export function changesOf(detail: JsonObject): readonly Changed[] {
  return Object.entries(detail).flatMap(([field, value]) =>
    isChange(value) ? [{ field, before: value.before, after: value.after }] : [],
  );
}

/** Without the name, which stands above. */
export function othersOf(detail: JsonObject): readonly Said[] {
  return Object.entries(detail).flatMap(([field, value]) =>
    isChange(value) || field === "name" ? [] : [{ field, value }],
  );
}

const LONG_TEXT = 60;

/** Not to be read at a glance. */
export const isLong = (value: Value): boolean =>
  isObject(value) || Array.isArray(value) ? textOf(value).length > LONG_TEXT : false;

/** A text as it is, anything else as JSON. */
export const textOf = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));

function isChange(value: Value | undefined): value is JsonObject & { before: Value; after: Value } {
  return isObject(value) && "before" in value && "after" in value;
}

const PLACES: Readonly<Record<string, string>> = {
  monitor: "/monitor",
  incident: "/incident",
  channel: "/channel",
  policy: "/policy",
  hook: "/hook",
};

/** Where a subject such as `monitor:17` is looked at, if it has a page. */
export function placeOf(subject: string): string | null {
  const [noun = "", id = ""] = subject.split(":");
  const path = PLACES[noun];
  return path && /^\d+$/.test(id) ? `${path}?id=${id}` : null;
}
