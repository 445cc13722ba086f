import { expect, test } from "vitest";
import { stillWrong } from "./errors";
import { errorWithin, isSame, pointerTo, Unparsed, valueAt, withValue } from "./json";

test("objects are the same in any order of their names", () => {
  expect(isSame({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame(new Unparsed("{"), new Unparsed("["))).toBe(false);
});

test("a pointer finds names with slashes and tildes", () => {
  const pointer = pointerTo("/headers", "a/b~c");
  expect(pointer).toBe("/headers/a~1b~0c");
  expect(valueAt({ headers: { "a/b~c": 1 } }, pointer)).toBe(1);
});

test("a pointer finds nothing that an object only inherits", () => {
  expect(valueAt({}, "/constructor")).toBeUndefined();
});

test("a name that changes its value keeps its place", () => {
  expect(Object.keys(withValue({ a: 1, b: 2 }, "a", 3))).toEqual(["a", "b"]);
  expect(withValue({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
});

test("an error of something inside is the field's, one of a neighbour is not", () => {
  expect(errorWithin({ "/config/to/1": "no" }, "/config/to")).toBe("no");
  expect(errorWithin({ "/config/token": "no" }, "/config/to")).toBeUndefined();
});

test("an error goes when what it speaks of is changed", () => {
  const refused = {
    errors: { "/name": "taken", "/config/url": "no" },
    value: { name: "a", config: { url: "b" } },
  };
  expect(stillWrong(refused, { name: "a", config: { url: "c" } })).toEqual({ "/name": "taken" });
});
