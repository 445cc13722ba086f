import type { DurationUnit } from "./duration";
import { isObject, type Value } from "./json";
import { type JsonSchema, resolved, schemaOf, withoutNull } from "./json-schema";

/** How a value is written in a form. */
export type Shape =
  | TextShape
  | { type: "number"; isInteger: boolean; minimum: number | undefined; maximum: number | undefined }
  | { type: "duration"; unit: DurationUnit }
  | { type: "boolean" }
  | { type: "choice"; choices: readonly Value[] }
  | { type: "const"; value: Value }
  | { type: "list"; item: Shape; mostItems: number | undefined }
  | { type: "map"; item: TextShape; mostItems: number | undefined }
  | { type: "group"; fields: readonly Field[] }
  | UnionShape
  | { type: "json" };

export interface TextShape {
  readonly type: "text";
  /** Several lines. */
  readonly isLong: boolean;
  readonly isSecret: boolean;
  /** What reads as a number is sent as one. */
  readonly isNumberToo: boolean;
  readonly maxLength: number | undefined;
}

export interface UnionShape {
  readonly type: "union";
  readonly tag: string;
  readonly variants: readonly Variant[];
}

/** One of several objects, told apart by the constant that stands under the union's tag. */
export interface Variant {
  readonly value: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly shape: Shape;
  readonly placeholder: string;
  /** What holds when it is left out; undefined where the schema does not say. */
  readonly default: Value | undefined;
  readonly isRequired: boolean;
  /** It may be null. */
  readonly isNullable: boolean;
  /** Seen at once; the rest waits under "More settings". */
  readonly isMain: boolean;
}

const LONG_TEXT = 4096;
/** Keys and certificates have lines; what is shorter is one. */
const LONG_SECRET = 16_384;
/** Schemas may contain themselves. What lies deeper is written as JSON. */
const DEEPEST = 6;

/**
 * The fields of an object. At once are shown: what is required, and what the example sets. Where nothing is required,
 * so that one of several optional fields has to be chosen, also those which the schema gives an example of.
 */
export function fieldsOf(schema: unknown, example: unknown = {}): readonly Field[] {
  const root = schemaOf(schema);
  const fields = objectFields(root, root, 0);
  const isAnyRequired = fields.some((field) => field.isRequired);
  const named = isObject(example) ? Object.keys(example) : [];
  return fields.map((field) => ({
    ...field,
    isMain:
      field.isRequired ||
      named.includes(field.name) ||
      (!isAnyRequired && field.default === null && field.placeholder !== ""),
  }));
}

function objectFields(schema: JsonSchema, root: JsonSchema, depth: number): readonly Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, schema.required?.includes(name) ?? false, root, depth),
  );
}

function fieldOf(
  name: string,
  property: JsonSchema,
  isRequired: boolean,
  root: JsonSchema,
  depth: number,
): Field {
  const schema = resolved(property, root);
  const { rest, isNullable } = withoutNull(schema, root);
  const shape = offered(shapeOf(rest, root, depth), isNullable);
  return {
    name,
    title: property.title ?? inWords(name),
    description: schema.description ?? "",
    shape,
    placeholder: placeholderOf(schema, shape),
    default: schema.default,
    isRequired,
    isNullable,
    isMain: isRequired,
  };
}

/** A constant that may be left out is a choice. */
function offered(shape: Shape, isNullable: boolean): Shape {
  return shape.type === "const" && isNullable ? { type: "choice", choices: [shape.value] } : shape;
}

function shapeOf(given: JsonSchema, root: JsonSchema, depth: number): Shape {
  const schema = resolved(given, root);
  if (depth > DEEPEST) return { type: "json" };
  if (schema.const !== undefined) return { type: "const", value: schema.const };
  if (schema.enum) return { type: "choice", choices: schema.enum.filter((choice) => choice !== null) };
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts)
    return unionOf(
      parts.map((part) => resolved(part, root)),
      root,
      depth,
    );
  switch (schema.type) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return {
        type: "number",
        isInteger: schema.type === "integer",
        minimum: schema.minimum,
        maximum: schema.maximum,
      };
    case "boolean":
      return { type: "boolean" };
    case "array":
      return {
        type: "list",
        item: shapeOf(schema.items ?? {}, root, depth + 1),
        mostItems: schema.maxItems,
      };
    case "object":
      return objectOf(schema, root, depth);
    default:
      return { type: "json" };
  }
}

function textOf(schema: JsonSchema, isNumberToo = false): TextShape {
  const isSecret = schema.writeOnly === true || schema.format === "password";
  const hasLines = (schema.examples ?? []).some((one) => typeof one === "string" && one.includes("\n"));
  const isLong = (schema.maxLength ?? 0) > (isSecret ? LONG_SECRET : LONG_TEXT) || hasLines;
  return { type: "text", isLong, isSecret, isNumberToo, maxLength: schema.maxLength };
}

function objectOf(schema: JsonSchema, root: JsonSchema, depth: number): Shape {
  if (schema.properties) return { type: "group", fields: objectFields(schema, root, depth + 1) };
  const item = schema.additionalProperties;
  if (!isObject(item)) return { type: "json" };
  const shape = shapeOf(item, root, depth + 1);
  return shape.type === "text"
    ? { type: "map", item: shape, mostItems: schema.maxProperties }
    : { type: "json" };
}

function unionOf(parts: readonly JsonSchema[], root: JsonSchema, depth: number): Shape {
  const [first] = parts;
  if (first && parts.length === 1) return shapeOf(first, root, depth);
  const number = parts.find((part) => part.type === "number" || part.type === "integer");
  const text = parts.find((part) => part.type === "string");
  if (number && text && parts.length === 2) {
    if (takesDurations(text)) return { type: "duration", unit: number.type === "integer" ? "ms" : "s" };
    return textOf(text, true);
  }
  return variantsOf(parts, root, depth) ?? { type: "json" };
}

function takesDurations({ pattern }: JsonSchema): boolean {
  if (pattern === undefined) return false;
  try {
    const takes = new RegExp(pattern);
    return takes.test("30s") && takes.test("5m") && !takes.test("30") && !takes.test("s");
  } catch {
    return false;
  }
}

function variantsOf(parts: readonly JsonSchema[], root: JsonSchema, depth: number): Shape | null {
  const tag = tagOf(parts);
  if (tag === undefined) return null;
  const variants = parts.map((part) => ({
    value: String(part.properties?.[tag]?.const),
    description: part.description ?? "",
    fields: objectFields(part, root, depth + 1)
      .filter((field) => field.name !== tag)
      .sort((one, other) => Number(other.isRequired) - Number(one.isRequired)),
  }));
  return { type: "union", tag, variants };
}

/** The property that is a constant in all of them. */
function tagOf(parts: readonly JsonSchema[]): string | undefined {
  return Object.keys(parts[0]?.properties ?? {}).find((name) =>
    parts.every((part) => typeof part.properties?.[name]?.const === "string"),
  );
}

function placeholderOf(schema: JsonSchema, shape: Shape): string {
  const example = schema.examples?.[0] ?? schema.default;
  if (shape.type === "list" && Array.isArray(example)) return example.filter(isPlain).join("\n");
  return isPlain(example) && typeof example !== "boolean" ? String(example) : "";
}

const isPlain = (value: unknown): boolean => ["string", "number"].includes(typeof value);

const INITIALS = /\b(api|dns|html|http|https|id|ip|json|sni|ssl|tcp|tls|ttl|udp|uri|url)\b/gi;

/** `body_size` reads `Body size`, `json` reads `JSON`. */
export function inWords(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(INITIALS, (one) => one.toUpperCase());
}
