import { useEffect, useRef, useState } from "react";
import { api, told } from "@/api/client";
import { Refusal } from "@/api/problem";
import type { BacktestPageAnswer, BacktestSummaryAnswer, operations } from "@/api/schema";

/** What is known of a run, while it goes on and after it. */
export interface Run {
  readonly isRunning: boolean;
  /** From 0 to 1. */
  readonly share: number;
  readonly pages: readonly BacktestPageAnswer[];
  readonly summary: BacktestSummaryAnswer | null;
  readonly error: unknown;
}

type BacktestDraft = NonNullable<
  operations["backtest_policies"]["requestBody"]
>["content"]["application/json"];

type Line =
  | { type: "progress"; share: number }
  | { type: "page"; page: BacktestPageAnswer }
  | { type: "summary"; summary: BacktestSummaryAnswer }
  | { type: "problem"; code: string; detail: string };

const NOTHING: Run = { isRunning: false, share: 0, pages: [], summary: null, error: null };
const FAILED = 500;

/** Plays the past; one run at a time. What an earlier one has found stands until another has ended. */
export function useRun() {
  const [run, setRun] = useState(NOTHING);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  /** Resolves with why it failed; with null when it did not. */
  const start = async (draft: BacktestDraft): Promise<unknown> => {
    stopper.current?.abort();
    const controller = new AbortController();
    stopper.current = controller;
    setRun((before) => ({ ...before, isRunning: true, share: 0, error: null }));
    try {
      const found = await play(draft, controller.signal, (share) =>
        setRun((before) => ({ ...before, share })),
      );
      setRun({ isRunning: false, share: 1, error: null, ...found });
      return null;
    } catch (thrown) {
      const error = controller.signal.aborted ? null : thrown;
      if (stopper.current === controller) setRun((before) => ({ ...before, isRunning: false, error }));
      return error;
    }
  };
  return { run, start, stop: () => stopper.current?.abort() };
}

async function play(
  draft: BacktestDraft,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Pick<Run, "pages" | "summary">> {
  const headers = { Accept: "application/x-ndjson" };
  const asked = api.POST("/api/v1/policies/backtest", { body: draft, headers, parseAs: "stream", signal });
  const stream = await told(asked as Promise<{ data?: ReadableStream<Uint8Array>; response: Response }>);
  const pages: BacktestPageAnswer[] = [];
  for await (const line of linesOf(stream)) {
    if (line.type === "progress") onShare(line.share);
    if (line.type === "page") pages.push(line.page);
    if (line.type === "problem") throw new Refusal(422, { code: line.code, detail: line.detail });
    if (line.type === "summary") return { pages, summary: line.summary };
  }
  throw new Refusal(FAILED);
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) if (line) yield JSON.parse(line) as Line;
    if (done) return;
  }
}
