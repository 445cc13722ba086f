import { expect, test } from "vitest";
import { SNIPPETS, TOOLS } from "./snippets";

const URL = "https://tocsin.test/ping/0b9c1f0e";

test.each(TOOLS)("the snippet for %s has the address in it, once", (tool) => {
  expect(SNIPPETS[tool](URL).split(URL)).toHaveLength(2);
});

test.each(TOOLS)("the snippet for %s leaves nothing to be filled in by us", (tool) => {
  expect(SNIPPETS[tool](URL)).not.toMatch(/undefined|\[object/);
});
