/** Text that stands where JSON is wanted, and is none (yet). It is never sent. */
export class Unparsed {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a form holds: JSON, some of it perhaps still being typed. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Unparsed
  | readonly Value[]
  | { readonly [name: string]: Value };

export interface JsonObject {
  readonly [name: string]: Value;
}

/** Messages by JSON pointer (RFC 6901). */
export type Errors = Readonly<Record<string, string>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unparsed);
}

/** Equal as JSON: the order of an object's names is of no consequence. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof Unparsed || other instanceof Unparsed)
    return one instanceof Unparsed && other instanceof Unparsed && one.text === other.text;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

export function pointerTo(parent: string, name: string | number): string {
  return `${parent}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Undefined where there is nothing. */
export function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** Undefined takes the name away. */
export function withValue(object: JsonObject, name: string, value: Value | undefined): JsonObject {
  const { [name]: _, ...rest } = object;
  if (value === undefined) return rest;
  // Where it was: JSON objects that are shown as rows must not jump.
  return Object.hasOwn(object, name) ? { ...object, [name]: value } : { ...rest, [name]: value };
}

/** Of a field, or of something inside it that has no field of its own. */
export function errorWithin(errors: Errors, pointer: string): string | undefined {
  const own = errors[pointer];
  if (own !== undefined) return own;
  const inner = Object.keys(errors).find((one) => one.startsWith(`${pointer}/`));
  return inner === undefined ? undefined : errors[inner];
}

export const hasErrorWithin = (errors: Errors, pointer: string): boolean =>
  errorWithin(errors, pointer) !== undefined;
