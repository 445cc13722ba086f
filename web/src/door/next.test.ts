import { expect, it } from "vitest";
import { safeNext, withNext } from "./next";

it.each(["/", "/monitors", "/incident?id=3#comments", "/a.b/~c"])("%s is within this site", (path) => {
  expect(safeNext(path)).toBe(path);
});

it.each([
  null,
  "",
  "monitors",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/a//b",
  "javascript:alert(1)",
  "/ü",
  `/${"a".repeat(2000)}`,
])("%s leads to the start", (text) => {
  expect(safeNext(text)).toBe("/");
});

it("what stands behind # goes into no link", () => {
  expect(withNext("/sign-up", "/invitation#token=secret")).toBe("/sign-up?next=%2Finvitation");
});

it("the start needs no telling", () => {
  expect(withNext("/sign-up", "/")).toBe("/sign-up");
});
