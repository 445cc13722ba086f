import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { IncidentAnswer, MonitorAnswer, MonitorCounts } from "@/api/schema";
import { incidentSample } from "@/incidents/samples";
import { sample } from "@/monitors/list/samples";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { Wall } from "./wall";

const NONE: MonitorCounts = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, maintenance: 0 };

function serve(monitors: MonitorAnswer[], incidents: IncidentAnswer[] = []) {
  server.use(
    http.get("*/api/v1/monitors", () => HttpResponse.json({ items: monitors, next_cursor: null })),
    http.get("*/api/v1/monitors/counts", ({ request }) => {
      const isOfTroubles = new URL(request.url).searchParams.has("state");
      return HttpResponse.json({ ...NONE, down: monitors.length, up: isOfTroubles ? 0 : 5 });
    }),
    http.get("*/api/v1/incidents", () => HttpResponse.json({ items: incidents, next_cursor: null })),
  );
}

test("what is not up has a tile, and whoever is at it stands there", async () => {
  const monitor = sample(7, { name: "Shop", state: "down", incident_id: 3 });
  serve([monitor], [{ ...incidentSample, acknowledged_by: "user:ada@example.com" }]);
  renderInside(<Wall />);
  expect(await screen.findByText("Shop")).toBeVisible();
  expect(await screen.findByText("ada@example.com is at it")).toBeVisible();
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("1 monitor is down; 5 are up.");
});

test("where all is well, there are no tiles", async () => {
  serve([]);
  renderInside(<Wall />);
  expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("All 5 monitors are up.");
  expect(screen.queryByRole("list", { name: "What is not up" })).not.toBeInTheDocument();
});

test("the wall shows its state before it is read", async () => {
  serve([sample(7, { state: "down" })]);
  renderInside(<Wall />);
  expect(await screen.findByRole("main")).toHaveAttribute("data-state", "down");
});
