import { isObject, type Value } from "./json";

/** The part of JSON Schema in which the API describes what a kind is told. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: Value;
  readonly const?: Value;
  readonly enum?: readonly Value[];
  readonly format?: string;
  readonly writeOnly?: boolean;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly maxProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** What the API sends as a schema; anything that is none has no fields. */
export function schemaOf(given: unknown): JsonSchema {
  return isObject(given) ? (given as JsonSchema) : {};
}

/** References followed. What stands beside a reference goes before what it refers to. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let { $ref: reference, allOf, ...found } = schema;
  if (allOf?.length === 1) found = { ...resolved(allOf[0] ?? {}, root), ...found };
  const seen = new Set<string>();
  while (reference !== undefined && !seen.has(reference)) {
    seen.add(reference);
    const { $ref: next, ...target }: JsonSchema = definition(reference, root);
    found = { ...target, ...found };
    reference = next;
  }
  return found;
}

function definition(reference: string, root: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1];
  return (name !== undefined && root.$defs?.[name]) || {};
}

/** `anyOf` with null and types with null mean: may be left empty. */
export function withoutNull(schema: JsonSchema, root: JsonSchema): { rest: JsonSchema; isNullable: boolean } {
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type: string) => type !== "null");
    const isNullable = types.length < schema.type.length;
    const rest = types.length === 1 ? { ...schema, type: types[0] } : without(schema, "type");
    return { rest: rest as JsonSchema, isNullable };
  }
  const key = schema.anyOf ? "anyOf" : "oneOf";
  const parts = schema[key]?.map((part) => resolved(part, root));
  if (!parts?.some((part) => part.type === "null")) return { rest: schema, isNullable: false };
  const kept = parts.filter((part) => part.type !== "null");
  const [only] = kept;
  const outer = without(schema, key);
  return {
    rest: kept.length === 1 && only ? { ...outer, ...only } : { ...outer, [key]: kept },
    isNullable: true,
  };
}

function without(schema: JsonSchema, key: keyof JsonSchema): JsonSchema {
  const { [key]: _, ...rest } = schema;
  return rest;
}
