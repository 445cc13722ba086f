import { parseDuration } from "./duration";
import type { Field, Shape } from "./fields";
import { type Errors, isObject, isSame, type JsonObject, pointerTo, Unparsed, type Value } from "./json";

/** How the API shows a secret that it has, and is told to keep it. */
export const KEPT_SECRET = "********";
const NUMBER = /^-?\d+(\.\d+)?$/;

/** What stands in a field: what was set, else what holds without. */
export function shownValue(field: Field, object: JsonObject): Value | undefined {
  const set = object[field.name];
  return set === undefined ? field.default : set;
}

/** Whether a field holds what it would hold if it were left out. */
export function isDefault(field: Field, object: JsonObject): boolean {
  return sentValue(field, object) === undefined;
}

/** What is sent of an object: nothing that is empty or holds anyway. */
export function sentObject(fields: readonly Field[], object: JsonObject): JsonObject {
  const sent = fields.flatMap((field) => {
    const value = sentValue(field, object);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(sent);
}

function sentValue(field: Field, object: JsonObject): Value | undefined {
  if (field.shape.type === "const") return field.shape.value;
  const given = object[field.name];
  if (given === undefined) return undefined;
  const value = cleaned(field.shape, given);
  if (field.shape.type !== "json" && isEmpty(value)) {
    // Emptied on purpose, where something else would hold.
    return field.isNullable && field.default !== null && field.default !== undefined ? null : undefined;
  }
  if (field.isRequired) return value;
  return isSame(comparable(field.shape, value), comparable(field.shape, field.default)) ? undefined : value;
}

function comparable(shape: Shape, value: Value | undefined): unknown {
  return shape.type === "duration" ? (parseDuration(value, shape.unit) ?? value) : value;
}

function isEmpty(value: Value): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** As the API wants it. */
function cleaned(shape: Shape, value: Value): Value {
  switch (shape.type) {
    case "text":
      return shape.isNumberToo && typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
    case "duration":
      return typeof value === "string" ? durationAsSent(value) : value;
    case "list":
      return Array.isArray(value) ? value.map((item) => cleaned(shape.item, item)).filter(isKept) : value;
    case "map":
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleaned(shape.item, item)]))
        : value;
    case "group":
      return isObject(value) ? sentObject(shape.fields, value) : value;
    case "union":
      return isObject(value) ? sentVariant(shape, value) : value;
    default:
      return value;
  }
}

const isKept = (item: Value): boolean => item !== "";

/** A number of units where none is named, text otherwise. */
export function durationAsSent(text: string): string | number {
  const compact = text.replaceAll(" ", "");
  return NUMBER.test(compact) ? Number(compact) : compact;
}

function sentVariant(shape: Shape & { type: "union" }, value: JsonObject): Value {
  const tag = value[shape.tag] ?? "";
  const variant = shape.variants.find((one) => one.value === tag);
  return variant ? { [shape.tag]: tag, ...sentObject(variant.fields, value) } : value;
}

interface Words {
  required: string;
  notANumber: string;
  notJson: string;
}

/** What can be seen to be wrong without asking. The API says the rest. */
export function problemsOf(fields: readonly Field[], object: JsonObject, words: Words, parent = ""): Errors {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const pointer = pointerTo(parent, field.name);
    const value = object[field.name];
    const isMissing = value === undefined || isEmpty(cleaned(field.shape, value));
    if (field.isRequired && isMissing && !mayBeEmpty(field)) found[pointer] = words.required;
    else if (value !== undefined) Object.assign(found, problemsWithin(field.shape, value, words, pointer));
  }
  return found;
}

const mayBeEmpty = ({ shape, default: value }: Field): boolean =>
  ["boolean", "const", "group", "json"].includes(shape.type) || value !== undefined;

function problemsWithin(shape: Shape, value: Value, words: Words, pointer: string): Errors {
  if (value instanceof Unparsed) return { [pointer]: words.notJson };
  if (shape.type === "number" && typeof value === "string" && value.trim() !== "")
    return { [pointer]: words.notANumber };
  if (shape.type === "group" && isObject(value)) return problemsOf(shape.fields, value, words, pointer);
  if (shape.type === "union" && isObject(value)) {
    const variant = shape.variants.find((one) => one.value === value[shape.tag]);
    return problemsOf(variant?.fields ?? [], value, words, pointer);
  }
  if (shape.type === "list" && Array.isArray(value))
    return Object.assign(
      {},
      ...value.map((item, index) => problemsWithin(shape.item, item, words, pointerTo(pointer, index))),
    );
  return {};
}
