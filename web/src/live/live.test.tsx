import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderInside } from "@/testing/render";
import { LiveProvider } from "./live";

/** In the place of the browser's: says what a test wants it to say. */
class Stream extends EventTarget {
  static last: Stream;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 1;
  constructor() {
    super();
    Stream.last = this;
  }
  close() {}
}

beforeEach(() => void vi.stubGlobal("EventSource", Stream));
afterEach(() => void vi.unstubAllGlobals());

function Shown({ noun }: { noun: string }) {
  const { data } = useQuery({
    queryKey: [noun],
    queryFn: ({ client }) => (client.getQueryData<number>([noun]) ?? 0) + 1,
  });
  return <p>{`${noun} read ${data} times`}</p>;
}

test.each(["transition", "incident"])("after a %s event incidents are read again", async (name) => {
  renderInside(
    <LiveProvider>
      <Shown noun="incidents" />
    </LiveProvider>,
  );
  await screen.findByText("incidents read 1 times");
  Stream.last.dispatchEvent(new Event(name));
  expect(await screen.findByText("incidents read 2 times")).toBeVisible();
});
