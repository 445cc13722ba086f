import { expect, test, vi } from "vitest";
import { Refusal } from "./problem";
import { newQueryClient } from "./queries";

async function refused(queryKey: readonly string[], status: number): Promise<number> {
  const onSignedOut = vi.fn();
  const queryFn = () => Promise.reject(new Refusal(status, {}));
  await newQueryClient(onSignedOut)
    .fetchQuery({ queryKey, queryFn })
    .catch(() => {});
  return onSignedOut.mock.calls.length;
}

test("whoever is refused as a stranger finds out that the session has ended", async () => {
  expect(await refused(["monitors"], 401)).toBe(1);
});

test("a refusal for another reason says nothing about the session", async () => {
  expect(await refused(["monitors"], 403)).toBe(0);
});

test("that there is no session is no reason to ask for it again", async () => {
  expect(await refused(["session"], 401)).toBe(0);
});
