import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { IncidentAnswer, MonitorCounts } from "@/api/schema";
import { incidentSample } from "@/incidents/samples";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { Dashboard } from "./dashboard";

const list = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const COUNTS: MonitorCounts = { up: 8, degraded: 0, down: 1, unknown: 0, paused: 0, maintenance: 0 };

function serve({ counts = COUNTS, open = [] as IncidentAnswer[], changed = [] as IncidentAnswer[] } = {}) {
  server.use(
    http.get("*/api/v1/monitors/counts", () => HttpResponse.json(counts)),
    http.get("*/api/v1/incidents", ({ request }) =>
      list(new URL(request.url).searchParams.has("open") ? open : changed),
    ),
    http.get("*/api/v1/on-call", () => list([])),
    http.get("*/api/v1/maintenance-windows", () => list([])),
  );
}

const card = async (name: string) => {
  const heading = await screen.findByRole("heading", { name });
  return heading.closest("section") as HTMLElement;
};

test("the first thing said is how we are", async () => {
  serve();
  renderInside(<Dashboard />);
  expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("1 monitor is down; 8 are up.");
  expect(document.title).toBe("(1) Dashboard · Tocsin");
});

test("each state leads to the monitors that are in it", async () => {
  serve();
  renderInside(<Dashboard />);
  const states = await card("Monitors");
  expect(within(states).getByRole("link", { name: "Down 1" })).toHaveAttribute(
    "href",
    "/monitors?state=down",
  );
  expect(within(states).getByRole("link", { name: "Paused 0" })).toHaveAttribute(
    "href",
    "/monitors?paused=true",
  );
});

test("the bar of states is drawn to its end", async () => {
  serve({ counts: { ...COUNTS, degraded: 3 } });
  renderInside(<Dashboard />);
  const bar = [...(await card("Monitors")).querySelectorAll("rect")].at(-1) as SVGRectElement;
  expect(Number(bar.getAttribute("x")) + Number(bar.getAttribute("width"))).toBeCloseTo(100);
});

test("an incident is acknowledged where it stands", async () => {
  const open = [{ ...incidentSample }];
  serve({ open });
  server.use(
    http.post("*/api/v1/incidents/3/acknowledge", () => {
      const known = {
        ...incidentSample,
        acknowledged_by: "user:ada@example.com",
        acknowledged_at: "2026-11-22T10:01:00Z",
      };
      open[0] = known;
      return HttpResponse.json(known);
    }),
  );
  renderInside(<Dashboard />);
  await userEvent.click(await screen.findByRole("button", { name: "Acknowledge Shop" }));
  expect(await within(await card("Open incidents")).findByText("Taken on by ada@example.com")).toBeVisible();
});

test("the worst incident stands first", async () => {
  const degraded = { ...incidentSample, id: 4, monitor_name: "Blog", severity: "degraded" as const };
  serve({ open: [degraded, incidentSample] });
  renderInside(<Dashboard />);
  await screen.findByText("Blog");
  const rows = within(await card("Open incidents")).getAllByRole("listitem");
  expect(rows.map((row) => row.textContent?.includes("Shop"))).toEqual([true, false]);
});

test("what ended in the last 24 hours says how long it lasted", async () => {
  const now = Date.now();
  const ended = new Date(now - 60_000).toISOString();
  const started = new Date(now - 360_000).toISOString();
  serve({ changed: [{ ...incidentSample, started_at: started, ended_at: ended }] });
  renderInside(<Dashboard />);
  const changes = await card("Last 24 hours");
  expect(await within(changes).findByText(/is well again after 5 min/)).toBeVisible();
  expect(within(changes).getByRole("link", { name: "1 began, 1 ended" })).toBeVisible();
});

test("where nothing is watched, the address of the first is asked for", async () => {
  serve({ counts: { ...COUNTS, up: 0, down: 0 } });
  renderInside(<Dashboard />);
  await userEvent.type(await screen.findByRole("textbox", { name: /Address/ }), "shop.example.com{Enter}");
  await waitFor(() =>
    expect(navigation.visited).toEqual(["/monitor/new?kind=http&url=https%3A%2F%2Fshop.example.com"]),
  );
});

test("what one may not see is not asked for", async () => {
  server.use(http.get("*/api/v1/monitors/counts", () => HttpResponse.json(COUNTS)));
  renderInside(<Dashboard />, { can: (permission) => permission === "monitors:read" });
  await card("Monitors");
  expect(screen.queryByRole("heading", { name: "Open incidents" })).not.toBeInTheDocument();
});
