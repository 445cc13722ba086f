import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { HistoryTab } from "./history-tab";
import { incident, serveMonitor } from "./samples";

const transition = (id: number) => ({
  id,
  monitor_id: 7,
  at: "2026-11-22T09:00:00Z",
  concluded_at: "2026-11-22T09:00:05Z",
  from_state: "up",
  to_state: "down",
  reason: "confirmed_failure",
  summary: `failure ${id}`,
  incident_id: null,
  why: { rule: "2 results in a row to fail", regions: [], cause_monitor_id: null },
});

test("older changes of state come when they are asked for", async () => {
  const monitor = serveMonitor();
  server.use(
    http.get("*/api/v1/monitors/7/transitions", ({ request }) =>
      new URL(request.url).searchParams.get("cursor") === "older"
        ? HttpResponse.json({ items: [transition(1)], next_cursor: null })
        : HttpResponse.json({ items: [transition(2)], next_cursor: "older" }),
    ),
  );
  renderInside(<HistoryTab monitor={monitor} />);
  expect(await screen.findByText("failure 2")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByText("failure 1")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});

test("a change of state tells the rule that it rests on", async () => {
  const monitor = serveMonitor();
  const page = { items: [transition(1)], next_cursor: null };
  server.use(http.get("*/api/v1/monitors/7/transitions", () => HttpResponse.json(page)));
  renderInside(<HistoryTab monitor={monitor} />);
  await userEvent.click(await screen.findByText("Why: Confirmed failure"));
  expect(screen.getByText("2 results in a row to fail")).toBeVisible();
});

test("the time of an incident is marked from its row, and the mark can be taken back", async () => {
  const monitor = serveMonitor();
  const ended = { ...incident, ended_at: "2026-11-22T09:30:00Z" };
  const asked: unknown[] = [];
  server.use(
    http.get("*/api/v1/monitors/7/incidents", () => HttpResponse.json({ items: [ended], next_cursor: null })),
    http.post("*/api/v1/marks", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ id: 4 }, { status: 201 });
    }),
  );
  renderInside(<HistoryTab monitor={monitor} />);
  await userEvent.click(await screen.findByRole("button", { name: "Mark the time of incident 3" }));
  await userEvent.click(await screen.findByRole("radio", { name: /Planned/ }));
  await userEvent.click(screen.getByRole("button", { name: "Mark" }));
  expect(await screen.findByRole("button", { name: "Undo" })).toBeVisible();
  const time = { start: "2026-11-22T09:00:00.000Z", end: "2026-11-22T09:30:00.000Z" };
  expect(asked).toEqual([{ monitor_id: 7, kind: "planned", ...time, note: "" }]);
});
