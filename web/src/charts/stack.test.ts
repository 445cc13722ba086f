import { expect, test } from "vitest";
import { stacked } from "./stack";

test("each layer stands upon those before it", () => {
  expect(
    stacked([
      [1, 2],
      [10, 20],
      [100, 200],
    ]),
  ).toEqual([
    [1, 2],
    [11, 22],
    [111, 222],
  ]);
});

test("where no layer knows anything, there is a gap", () => {
  expect(
    stacked([
      [1, null, 3],
      [1, null, 3],
    ]),
  ).toEqual([
    [1, null, 3],
    [2, null, 6],
  ]);
});

test("a layer that knows nothing adds nothing to the one below", () => {
  expect(stacked([[5], [null]])).toEqual([[5], [5]]);
});
