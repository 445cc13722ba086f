import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { server } from "@/testing/server";
import { listen } from "./ear";

/** In the place of the browser's: opens, and says nothing any more. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static made: Stream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 1;
  isClosed = false;
  constructor() {
    super();
    Stream.made.push(this);
  }
  close() {
    this.isClosed = true;
  }
}

const heard = { onAlive: vi.fn(), onBroken: vi.fn(), onChange: vi.fn() };

beforeEach(() => {
  Stream.made = [];
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.stubGlobal("EventSource", Stream);
  server.use(http.get("*/api/v1/session", () => HttpResponse.json({})));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  for (const one of Object.values(heard)) one.mockReset();
});

/** As many seconds of silence after the stream was opened. */
async function quietFor(seconds: number) {
  const ear = listen(heard);
  Stream.made[0]?.onopen?.();
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return ear;
}

test("a stream that is quiet is alive while somebody answers", async () => {
  server.use(http.get("*/healthz", () => new HttpResponse()));
  const ear = await quietFor(26);
  await vi.waitFor(() => expect(heard.onAlive).toHaveBeenCalledTimes(2));
  expect(heard.onBroken).not.toHaveBeenCalled();
  ear.close();
});

test("a stream at whose other end nobody answers is opened again, and all is read again", async () => {
  server.use(http.get("*/healthz", () => HttpResponse.error()));
  const ear = await quietFor(26);
  await vi.waitFor(() => expect(heard.onBroken).toHaveBeenCalledOnce());
  expect(Stream.made[0]?.isClosed).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.waitFor(() => expect(Stream.made).toHaveLength(2));
  Stream.made[1]?.onopen?.();
  expect(heard.onChange).toHaveBeenCalledExactlyOnceWith(true);
  ear.close();
});

test("nobody is asked while the stream speaks", async () => {
  const ear = await quietFor(14);
  Stream.made[0]?.dispatchEvent(new Event("transition"));
  await vi.advanceTimersByTimeAsync(14_000);
  expect(heard.onAlive).toHaveBeenCalledTimes(2);
  ear.close();
});
