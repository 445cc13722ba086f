import { expect, test } from "vitest";
import type { BadgeUrl } from "@/api/schema";
import { sample } from "@/monitors/list/samples";
import { applies, dressed } from "./badge";

const SVG = "https://tocsin.test/badges/uptime.svg?signature=abc";
const badge: BadgeUrl = {
  name: "uptime",
  svg: SVG,
  png: SVG.replace("svg", "png"),
  json: SVG.replace("svg", "json"),
  markdown: `![Shop: uptime](${SVG})`,
  html: `<img src="${SVG}" alt="Shop: uptime">`,
};

test("what is usual is not said", () => {
  expect(dressed(badge, { style: "flat", range: "24h" })).toEqual(badge);
});

test("a style and a range stand in every address, and in HTML escaped", () => {
  const made = dressed(badge, { style: "plastic", range: "30d" });
  expect(made.png).toBe("https://tocsin.test/badges/uptime.png?signature=abc&style=plastic&range=30d");
  expect(made.markdown).toBe(`![Shop: uptime](${SVG}&style=plastic&range=30d)`);
  expect(made.html).toContain(`src="${SVG}&amp;style=plastic&amp;range=30d"`);
});

test("the state has no range", () => {
  expect(dressed({ ...badge, name: "state" }, { style: "flat", range: "30d" }).svg).toBe(SVG);
});

test("without a certificate there is no badge of one", () => {
  expect(applies("certificate", sample(1))).toBe(false);
  expect(applies("certificate", sample(1, { certificate_expires_at: "2027-01-01T00:00:00Z" }))).toBe(true);
});

test("only jobs have a duration, and what is posted has no latency", () => {
  const posted = sample(1, { kind: "manual", interval: null });
  expect(applies("duration", sample(1, { kind: "heartbeat", interval: null }))).toBe(true);
  expect(applies("duration", posted)).toBe(false);
  expect(applies("latency", posted)).toBe(false);
});
