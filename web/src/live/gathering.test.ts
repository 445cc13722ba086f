import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gathering } from "./gathering";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const A_WHILE_MS = 1_000;

test("many changes at once are one look", async () => {
  const look = vi.fn(async () => undefined);
  const gather = gathering(look);
  gather.later(false);
  gather.later(false);
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  expect(look).toHaveBeenCalledExactlyOnceWith(false);
});

test("one of them that makes all old makes the look a look at all", async () => {
  const look = vi.fn(async () => undefined);
  const gather = gathering(look);
  gather.later(true);
  gather.later(false);
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  expect(look).toHaveBeenCalledExactlyOnceWith(true);
});

test("a look is not begun anew while it lasts, and what changed meanwhile is looked at afterwards", async () => {
  let end = () => {};
  const look = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const gather = gathering(look);
  gather.later(false);
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  gather.later(false);
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  expect(look).toHaveBeenCalledTimes(1);
  end();
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  expect(look).toHaveBeenCalledTimes(2);
});

test("nothing is looked at once it is over", async () => {
  const look = vi.fn(async () => undefined);
  const gather = gathering(look);
  gather.later(false);
  gather.stop();
  await vi.advanceTimersByTimeAsync(A_WHILE_MS);
  expect(look).not.toHaveBeenCalled();
});
