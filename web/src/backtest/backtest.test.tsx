import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { BacktestPageAnswer, BacktestSummaryAnswer } from "@/api/schema";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { BacktestPage } from "./backtest-page";
import { lanesOf } from "./lanes";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const user = userEvent.setup({ delay: null });
const ops = { channel_id: 1, user_id: null, name: "Ops mailbox" };
const woken: BacktestPageAnswer = {
  at: "2026-11-10T02:00:00Z",
  purpose: "problem",
  policy_id: 2,
  policy: "Production",
  number: 1,
  destinations: [ops],
  severity: "critical",
  concern: "down",
  monitors: [{ id: 7, name: "Shop" }],
  total: 1,
  is_flapping: false,
  resolved_after: 90,
};
const summary: BacktestSummaryAnswer = {
  since: "2026-10-23T00:00:00Z",
  until: "2026-11-22T00:00:00Z",
  results_since: null,
  replayed: [],
  monitors: 3,
  incidents: 5,
  told: 4,
  pages: 1,
  listed: 1,
  at_night: 1,
  by_hour: Array.from({ length: 24 }, (_, hour) => (hour === 2 ? 1 : 0)),
  resolved_within_five_minutes: 1,
  unresolved: 0,
  recoveries: 1,
  destinations: [{ destination: ops, pages: 1, at_night: 1 }],
  held: {},
  untold: { silenced: 1 },
  longest: woken,
};
let sent: unknown;

/** As a stream of lines. */
function answer(...lines: object[]) {
  server.use(
    route.post(`${API}/policies/backtest`, async ({ request }) => {
      sent = await request.json();
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      return new HttpResponse(text, { headers: { "Content-Type": "application/x-ndjson" } });
    }),
  );
}

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/policies`, () => page([{ id: 2, name: "Production" }])),
    route.get(`${API}/monitors`, () => page([])),
    route.get(`${API}/tags`, () => page([])),
    route.get(`${API}/kinds`, () => page([])),
  );
});

test("why nobody was told is said in words, if there are any for it", async () => {
  answer({ type: "summary", summary: { ...summary, untold: { parent_down: 2, of_tomorrow: 1 } } });
  renderInside(<BacktestPage />);
  await user.click(await screen.findByRole("button", { name: "Run" }));
  expect(await screen.findByText("2 × told of with what it depends on, 1 × of tomorrow")).toBeInTheDocument();
});

test("a run says what it comes to, and lists whom it would have woken", async () => {
  answer({ type: "progress", share: 0.5 }, { type: "page", page: woken }, { type: "summary", summary });
  renderInside(<BacktestPage />);
  await user.click(screen.getByRole("button", { name: "Run" }));
  expect(await screen.findByText("4 of 5 incidents told")).toBeInTheDocument();
  expect(screen.getByText("1 page, 1 at night")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Shop" })).toHaveAttribute("href", "/monitor?id=7");
  expect(screen.getByRole("img", { name: "Most pages at 2:00: 1" })).toBeInTheDocument();
});

test("what is chosen is sent", async () => {
  answer({ type: "summary", summary: { ...summary, pages: 0 } });
  renderInside(<BacktestPage />);
  await screen.findByRole("option", { name: "Production alone" }, { timeout: 4000 });
  await user.selectOptions(screen.getByLabelText("Policies"), "2");
  await user.type(screen.getByLabelText("Failures until down"), "3");
  await user.click(screen.getByRole("button", { name: "Run" }));
  await waitFor(() => expect(sent).toMatchObject({ policy_id: 2, thresholds: { failure_threshold: 3 } }));
});

test("what cannot be done while it runs is said", async () => {
  answer(
    { type: "progress", share: 0.1 },
    { type: "problem", code: "busy", detail: "Another one is running." },
  );
  renderInside(<BacktestPage />);
  await user.click(screen.getByRole("button", { name: "Run" }));
  expect(await screen.findByText("Another one is running.")).toBeInTheDocument();
});

test("a page is drawn in the part of the time in which it was", () => {
  const [lane] = lanesOf(summary, [woken]);
  expect(lane?.counts.findIndex((count) => count > 0)).toBe(18);
  expect(lane?.total).toBe(1);
});
