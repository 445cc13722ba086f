import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { incidentSample, whySample } from "../samples";
import { IncidentPage } from "./incident-page";

const BASE = "*/api/v1/incidents/3";

beforeEach(() => {
  navigation.search = "id=3";
  server.use(http.get("*/api/v1/monitors/7", () => HttpResponse.json({ id: 7, name: "Shop", target: "x" })));
});

function serve(incident: object = {}, why: object = {}): void {
  server.use(
    http.get(BASE, () => HttpResponse.json({ ...incidentSample, ...incident })),
    http.get(`${BASE}/why`, () => HttpResponse.json({ ...whySample, ...why })),
  );
}

/** What is sent there, and an answer to it. */
function hear(verb: string): Promise<unknown> {
  return new Promise((heard) => {
    server.use(
      http.post(`${BASE}/${verb}`, async ({ request }) => {
        heard(await request.json());
        return HttpResponse.json(incidentSample);
      }),
    );
  });
}

test("a snooze of an hour ends in an hour", async () => {
  serve();
  const heard = hear("snooze");
  renderInside(<IncidentPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Snooze" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "1 hour" }));
  const { until } = (await heard) as { until: string };
  expect(Math.round((Date.parse(until) - Date.now()) / 60_000)).toBe(60);
});

test("resolving asks first, and takes a comment along", async () => {
  serve();
  const heard = hear("resolve");
  renderInside(<IncidentPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Resolve" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("What was done"), "Restarted it");
  await userEvent.click(within(dialog).getByRole("button", { name: "Resolve" }));
  expect(await heard).toEqual({ comment: "Restarted it" });
});

test("a comment that was not stored stays where it was typed", async () => {
  serve();
  server.use(http.post(`${BASE}/comments`, () => HttpResponse.json({}, { status: 422 })));
  renderInside(<IncidentPage />);
  const box = await screen.findByLabelText("Add a comment");
  await userEvent.type(box, "Disk is full");
  await userEvent.click(screen.getByRole("button", { name: "Comment" }));
  expect(await screen.findByText("That did not work")).toBeInTheDocument();
  expect(box).toHaveValue("Disk is full");
});

test("one that has ended can only be commented on", async () => {
  serve({ ended_at: "2026-11-22T11:00:00Z" });
  renderInside(<IncidentPage />);
  expect((await screen.findAllByRole("button", { name: "Comment" })).length).toBeGreaterThan(0);
  expect(screen.queryByRole("button", { name: "Acknowledge" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Snooze" })).toBeNull();
});

test("what holds it back is said, and leads to it", async () => {
  serve({}, { status: "held", held_by: "silence:9" });
  renderInside(<IncidentPage />);
  expect(await screen.findByText("It is held back: nobody is told for now.")).toBeVisible();
  const link = screen.getByRole("link", { name: "By a silence or a maintenance window" });
  expect(link).toHaveAttribute("href", "/silences?id=9");
});

test("a monitor that holds it back is called by its name", async () => {
  serve({}, { status: "held", held_by: "monitor:12" });
  server.use(http.get("*/api/v1/monitors/12", () => HttpResponse.json({ id: 12, name: "Router" })));
  renderInside(<IncidentPage />);
  const link = await screen.findByRole("link", { name: "Router" });
  expect(link).toHaveAttribute("href", "/incidents?monitor=12");
  expect(link.parentElement).toHaveTextContent("By the incident of Router, on which it depends");
});

test("whoever answered by a link is named by where it was sent to", async () => {
  serve({ acknowledged_at: "2026-11-22T10:01:00Z", acknowledged_by: "link:ops phone" });
  renderInside(<IncidentPage />);
  expect(
    (await screen.findAllByText("Taken on by somebody with the link sent to ops phone")).length,
  ).toBeGreaterThan(0);
});

test("each attempt shows what the far side answered", async () => {
  const said = { notification_id: 4, destination: "Pager", purpose: "problem", status: "pending" };
  const times = { created_at: "2026-11-22T10:00:00Z", finished_at: null };
  serve({}, { status: "told", notifications: [{ ...said, ...times, attempts: 1, last_error: null }] });
  const attempt = { id: 1, notification_id: 4, channel_id: 2, at: times.created_at, took_ms: 12 };
  const items = [{ ...attempt, outcome: "temporary", status: 503, answer: "restarting" }];
  server.use(http.get("*/api/v1/deliveries", () => HttpResponse.json({ items, next_cursor: null })));
  renderInside(<IncidentPage />);
  await userEvent.click(await screen.findByRole("button", { name: "1 attempt" }));
  expect(await screen.findByText("restarting")).toBeVisible();
});

test("a false positive is marked from its beginning to its end", async () => {
  serve({ ended_at: "2026-11-22T11:00:00Z" });
  let sent: unknown;
  server.use(
    http.post("*/api/v1/marks", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ id: 1 }, { status: 201 });
    }),
  );
  renderInside(<IncidentPage />);
  await userEvent.click(await screen.findByRole("button", { name: "More actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Mark as false positive …" }));
  await userEvent.click(await screen.findByRole("button", { name: "Mark" }));
  await screen.findByText("Marked as false positive. The figures follow within a minute.");
  expect(sent).toMatchObject({ monitor_id: 7, kind: "false_positive", end: "2026-11-22T11:00:00Z" });
});
