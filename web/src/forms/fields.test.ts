import { expect, test } from "vitest";
import apprise from "./excerpts/apprise.json";
import email from "./excerpts/email.json";
import heartbeat from "./excerpts/heartbeat.json";
import http from "./excerpts/http.json";
import telegram from "./excerpts/telegram.json";
import { type Field, fieldsOf, type Shape } from "./fields";
import { sentObject } from "./sent";

function fieldOf(schema: unknown, name: string): Field {
  const field = fieldsOf(schema).find((one) => one.name === name);
  if (!field) throw new Error(`no field ${name}`);
  return field;
}

const shapeOf = (schema: unknown, name: string): Shape => fieldOf(schema, name).shape;
const withProperty = (property: unknown, more = {}) => ({ properties: { one: property }, ...more });

test("a field says what the schema says of it", () => {
  expect(fieldOf(http, "url")).toMatchObject({
    title: "URL",
    placeholder: "https://example.com/health",
    isRequired: true,
    isMain: true,
    shape: { type: "text", maxLength: 2048, isLong: false, isSecret: false },
  });
});

test("a default is what holds when nothing is set", () => {
  expect(fieldOf(http, "max_redirects")).toMatchObject({
    default: 10,
    isRequired: false,
    shape: { type: "number", isInteger: true, minimum: 0, maximum: 50 },
  });
});

test("a password is a secret, and a key one of several lines", () => {
  expect(shapeOf(http, "password")).toMatchObject({ isSecret: true, isLong: false });
  expect(shapeOf(http, "client_key")).toMatchObject({ isSecret: true, isLong: true });
});

test("an enum is a choice", () => {
  expect(shapeOf(http, "method")).toMatchObject({
    type: "choice",
    choices: expect.arrayContaining(["GET", "HEAD"]),
  });
});

test("a number or a text with a unit is a duration, and null makes it optional", () => {
  expect(fieldOf(heartbeat, "period")).toMatchObject({
    isNullable: true,
    shape: { type: "duration", unit: "s" },
  });
  expect(fieldOf(heartbeat, "grace")).toMatchObject({ isNullable: false, default: 300 });
});

test("anything else beside null is itself, and optional", () => {
  expect(fieldOf(heartbeat, "cron")).toMatchObject({ isNullable: true, shape: { type: "text" } });
  expect(fieldOf(telegram, "message_thread_id")).toMatchObject({
    isNullable: true,
    shape: { type: "number", minimum: 1 },
  });
});

test("an object without properties of its own is rows of names and values", () => {
  expect(shapeOf(http, "headers")).toMatchObject({ type: "map", item: { isSecret: false }, mostItems: 50 });
  expect(shapeOf(http, "secret_headers")).toMatchObject({ type: "map", item: { isSecret: true } });
});

test("a list of texts shows its example line by line", () => {
  expect(fieldOf(email, "to")).toMatchObject({
    placeholder: "ada@example.com\non-call@example.com",
    shape: { type: "list", item: { type: "text", isSecret: false } },
  });
  expect(shapeOf(apprise, "urls")).toMatchObject({ item: { isSecret: true } });
});

test("objects that a constant tells apart are variants of a union, what they need first", () => {
  const list = shapeOf(http, "assertions") as Shape & { type: "list" };
  const union = list.item as Shape & { type: "union" };
  expect(union.tag).toBe("type");
  expect(union.variants.map((variant) => variant.value)).toEqual(["status", "body", "json"]);
  expect(union.variants[1]?.fields.map((field) => field.name)).toEqual(["value", "severity", "comparison"]);
});

test("what may be anything is JSON", () => {
  const list = shapeOf(http, "assertions") as Shape & { type: "list" };
  const json = (list.item as Shape & { type: "union" }).variants[2];
  expect(json?.fields.find((field) => field.name === "value")).toMatchObject({
    title: "Value",
    default: null,
    shape: { type: "json" },
  });
});

test("an integer or a text is a text that may be a number", () => {
  const list = shapeOf(http, "assertions") as Shape & { type: "list" };
  const status = (list.item as Shape & { type: "union" }).variants[0];
  expect(status?.fields.find((field) => field.name === "values")?.shape).toMatchObject({
    type: "list",
    item: { type: "text", isNumberToo: true },
  });
});

test("what the example sets is seen at once", () => {
  const main = fieldsOf(http, { url: "https://example.com", assertions: [] }).filter((field) => field.isMain);
  expect(main.map((field) => field.name)).toEqual(["url", "assertions"]);
});

test("where nothing is required, what there are examples of is seen at once", () => {
  const main = fieldsOf(heartbeat, { cron: "0 3 * * *", grace: "30m" }).filter((field) => field.isMain);
  expect(main.map((field) => field.name)).toEqual(["period", "cron", "on_calendar", "grace"]);
});

test("a reference goes to its definition, and what stands beside it holds", () => {
  const schema = withProperty(
    { $ref: "#/$defs/Level", title: "How bad", default: "low" },
    { $defs: { Level: { enum: ["low", "high"], type: "string", title: "Level" } } },
  );
  expect(fieldOf(schema, "one")).toMatchObject({
    title: "How bad",
    default: "low",
    shape: { type: "choice", choices: ["low", "high"] },
  });
});

test("an object inside an object is a group of fields", () => {
  const inner = { type: "object", properties: { port: { type: "integer" } }, required: ["port"] };
  const schema = withProperty({ anyOf: [inner, { type: "null" }], default: null });
  expect(fieldOf(schema, "one")).toMatchObject({
    isNullable: true,
    shape: { type: "group", fields: [{ name: "port", isRequired: true }] },
  });
});

test("a schema that contains itself ends as JSON", () => {
  const schema = withProperty(
    { $ref: "#/$defs/Node" },
    { $defs: { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } } },
  );
  expect(JSON.stringify(fieldsOf(schema))).toContain('{"type":"json"}');
});

test.each([undefined, null, [], "no schema", { properties: {} }])("%j has no fields", (schema) => {
  expect(fieldsOf(schema)).toEqual([]);
});

test("a constant that may be left out is a choice, and not sent by itself", () => {
  const schema = withProperty({ anyOf: [{ const: "sns", type: "string" }, { type: "null" }], default: null });
  expect(fieldOf(schema, "one")).toMatchObject({
    isNullable: true,
    shape: { type: "choice", choices: ["sns"] },
  });
  expect(sentObject(fieldsOf(schema), {})).toEqual({});
});
