import { expect, test } from "vitest";
import type { KindAnswer } from "@/api/schema";
import heartbeat from "@/forms/excerpts/heartbeat.json";
import http from "@/forms/excerpts/http.json";
import { draftOf, emptyForm, formOf, hasKeptSecrets, type MonitorForm, patchOf, trialOf } from "./draft";
import { httpMonitor } from "./samples";

const kind = (name: string, schema: object, isActive: boolean): KindAnswer => ({
  kind: name,
  title: name,
  summary: "",
  docs: "",
  schema: schema as KindAnswer["schema"],
  example: {},
  is_active: isActive,
});
const HTTP = kind("http", http, true);
const HEARTBEAT = kind("heartbeat", heartbeat, false);
const written = (part: Partial<MonitorForm>, name = "http") => ({ ...emptyForm(name), ...part });

test("what was left empty is left to the server", () => {
  const draft = draftOf(written({ name: " Shop ", config: { url: "u" } }), HTTP);
  expect(Object.keys(draft).sort()).toEqual(
    ["config", "description", "enabled", "kind", "name", "parents", "public", "quorum", "tags"].sort(),
  );
  expect(draft.name).toBe("Shop");
});

test("numbers are sent as numbers, durations as they were written, and nonsense as it is", () => {
  const draft = draftOf(
    written({
      interval: "90",
      timeout: "5s",
      failure_threshold: "3",
      recovery_threshold: "some",
      quorum: "2",
    }),
    HTTP,
  );
  expect(draft).toMatchObject({
    interval: 90,
    timeout: "5s",
    failure_threshold: 3,
    recovery_threshold: "some",
    quorum: 2,
  });
});

test("a kind that is pushed to has no timing", () => {
  const draft = draftOf(written({ interval: "30s", regions: ["local"] }, "heartbeat"), HEARTBEAT);
  expect(draft).not.toHaveProperty("interval");
  expect(draft).not.toHaveProperty("regions");
});

test("a monitor reads as it was written", () => {
  expect(formOf(httpMonitor)).toMatchObject({
    interval: "1m",
    degraded_latency_ms: "800ms",
    quorum: "majority",
  });
});

test("what nobody touched is not in the patch", () => {
  const before = draftOf(formOf(httpMonitor), HTTP);
  const after = draftOf({ ...formOf(httpMonitor), interval: "5s" }, HTTP);
  expect(patchOf(before, after)).toEqual({ interval: "5s" });
});

test("what was emptied is taken away, also within the config", () => {
  const form = formOf(httpMonitor);
  const config = { url: "https://other.example", headers: { Accept: "text/html" } };
  const after = draftOf({ ...form, config, degraded_latency_ms: "" }, HTTP);
  expect(patchOf(draftOf(form, HTTP), after)).toEqual({
    degraded_latency_ms: null,
    config: { url: "https://other.example", password: null, headers: { Accept: "text/html", "X-Old": null } },
  });
});

test("a trial needs no name, and nothing that has no part in it", () => {
  const trial = trialOf(
    written({ config: { url: "u" }, parents: [3], tags: ["a"], runbook_url: "nowhere" }),
    HTTP,
  );
  for (const name of ["name", "parents", "tags", "runbook_url"]) expect(trial).not.toHaveProperty(name);
});

test("secrets that only the server knows are found wherever they are", () => {
  expect(hasKeptSecrets({ a: [{ b: "********" }] })).toBe(true);
  expect(hasKeptSecrets({ a: [{ b: "***" }], c: null })).toBe(false);
});
