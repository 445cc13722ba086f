import { expect, test } from "vitest";
import email from "./excerpts/email.json";
import heartbeat from "./excerpts/heartbeat.json";
import http from "./excerpts/http.json";
import { fieldsOf } from "./fields";
import { type JsonObject, Unparsed } from "./json";
import { problemsOf, sentObject } from "./sent";

const sent = (schema: unknown, value: JsonObject) => sentObject(fieldsOf(schema), value);
const words = { required: "needed", notANumber: "no number", notJson: "no JSON" };
const problems = (schema: unknown, value: JsonObject) =>
  problemsOf(fieldsOf(schema), value, words, "/config");

test("what equals its default is left out", () => {
  expect(sent(http, { url: "https://a.example", method: "GET", verify: true, headers: {} })).toEqual({
    url: "https://a.example",
  });
});

test("what differs from its default is sent", () => {
  const value = { url: "https://a.example", verify: false, max_redirects: 0, headers: { Accept: "*/*" } };
  expect(sent(http, value)).toEqual(value);
});

test("a duration equals its default however it is written", () => {
  expect(sent(heartbeat, { period: "1h", grace: "5m" })).toEqual({ period: "1h" });
  expect(sent(heartbeat, { period: "90", grace: "10 m" })).toEqual({ period: 90, grace: "10m" });
});

test("what was emptied is as if it was never set", () => {
  expect(sent(http, { url: "https://a.example", password: "", max_redirects: "", assertions: [] })).toEqual({
    url: "https://a.example",
  });
});

test("a secret that is kept is sent as it was shown", () => {
  const value = { url: "https://a.example", password: "********" };
  expect(sent(http, value)).toEqual(value);
});

test("a code among status codes is sent as a number", () => {
  const value = { url: "u", assertions: [{ type: "status", severity: "down", values: ["200", "300-399"] }] };
  expect(sent(http, value).assertions).toEqual([{ type: "status", values: [200, "300-399"] }]);
});

test("any JSON may be compared with", () => {
  const assertion = { type: "json", expression: "ok", value: "" };
  expect(sent(http, { url: "u", assertions: [assertion] }).assertions).toEqual([assertion]);
});

test("what is needed and missing is a problem", () => {
  expect(problems(http, { url: "" })).toEqual({ "/config/url": "needed" });
  expect(problems(email, { to: [] })).toEqual({ "/config/to": "needed" });
});

test("problems lie where they are, also within lists", () => {
  const value: JsonObject = {
    url: "u",
    max_redirects: "many",
    assertions: [
      { type: "status", values: [200] },
      { type: "json", value: new Unparsed("{") },
    ],
  };
  expect(problems(http, value)).toEqual({
    "/config/max_redirects": "no number",
    "/config/assertions/1/expression": "needed",
    "/config/assertions/1/value": "no JSON",
  });
});

test("a config that is complete has no problems", () => {
  expect(problems(http, { url: "u", assertions: [{ type: "body", value: "ok" }] })).toEqual({});
  expect(problems(heartbeat, {})).toEqual({});
});
