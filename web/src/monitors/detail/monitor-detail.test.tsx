import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { MonitorDetail } from "./monitor-detail";
import { failed, heartbeat, ID, incident, PING_KEY, serveMonitor } from "./samples";

vi.mock("@/charts/line-chart", async () => (await import("./samples")).wordsOfChart());

const open = (search = "", can?: (permission: string) => boolean) =>
  renderInside(<MonitorDetail />, { search: `?id=${ID}${search}`, ...(can && { can }) });

const now = () => screen.findByRole("region", { name: "Now" });

test("while it is read, it says so", async () => {
  server.use(http.get("*/api/v1/monitors/7", () => delay("infinite")));
  open();
  expect(await screen.findByText("Loading …")).toBeInTheDocument();
});

test("a monitor that is not there leads back to the list", async () => {
  const gone = { code: "not_found", title: "Not found", detail: "There is no such monitor.", status: 404 };
  server.use(http.get("*/api/v1/monitors/7", () => HttpResponse.json(gone, { status: 404 })));
  open();
  expect(await screen.findByText("There is no such monitor")).toBeVisible();
  expect(screen.getByRole("link", { name: "To the monitors" })).toHaveAttribute("href", "/monitors");
});

test("a monitor that is down says why and for how long", async () => {
  const since = new Date(Date.now() - 35 * 60_000).toISOString();
  serveMonitor({
    state: "down",
    since,
    reason: "confirmed_failure",
    summary: "got 502",
    last_result: failed,
  });
  open();
  expect(await now()).toHaveTextContent(/Down for 35 min/);
  expect(await now()).toHaveTextContent("got 502");
  expect(await now()).toHaveTextContent("Confirmed failure");
});

test("an open incident is acknowledged from the top of the page", async () => {
  serveMonitor({ state: "down", incident_id: incident.id });
  const taken = {
    ...incident,
    acknowledged_at: "2026-11-22T09:05:00Z",
    acknowledged_by: "user:ada@example.com",
  };
  server.use(
    http.post("*/api/v1/incidents/3/acknowledge", () => {
      server.use(http.get("*/api/v1/incidents/3", () => HttpResponse.json(taken)));
      return HttpResponse.json(taken);
    }),
  );
  open();
  expect(await screen.findByText("Nobody is at it yet")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  expect(await screen.findByText("Taken on by ada@example.com")).toBeVisible();
});

test("a paused monitor says so, can be resumed, and cannot be checked", async () => {
  serveMonitor({ enabled: false });
  server.use(http.post("*/api/v1/monitors/7/resume", () => HttpResponse.json({})));
  open();
  expect(await now()).toHaveTextContent("Paused");
  expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "More actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Resume" }));
  expect(await screen.findByText("“Shop” is watched again.")).toBeVisible();
});

test.each([
  [{ verdict: "up", message: "" }, "Shop is up"],
  [{ verdict: "down", message: "code 500" }, "Shop is down: code 500"],
])("a check that is asked for says how it went: %o", async (result, words) => {
  serveMonitor();
  server.use(http.post("*/api/v1/monitors/7/check", () => HttpResponse.json(result)));
  open();
  await userEvent.click(await screen.findByRole("button", { name: "Check now" }));
  expect(await screen.findByText(words)).toBeVisible();
});

test("a pause that is refused is taken back", async () => {
  serveMonitor();
  const refusal = { code: "forbidden", title: "Forbidden", detail: "You may not.", status: 403 };
  server.use(http.post("*/api/v1/monitors/7/pause", () => HttpResponse.json(refusal, { status: 403 })));
  open();
  await userEvent.click(await screen.findByRole("button", { name: "More actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Pause" }));
  expect(await screen.findByText("You may not.")).toBeVisible();
  expect(await now()).toHaveAttribute("data-state", "up");
});

test("a silence for an hour can be undone at once", async () => {
  serveMonitor();
  const asked: unknown[] = [];
  server.use(
    http.post("*/api/v1/monitors/7/silence", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ id: 9 }, { status: 201 });
    }),
    http.post("*/api/v1/silences/9/end", () => HttpResponse.json({ id: 9 })),
  );
  open();
  await userEvent.click(await screen.findByRole("button", { name: "Silence" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "for 1 hour" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("The silence is over.")).toBeVisible();
  expect(asked).toEqual([{ for: "1h", comment: "Silenced by hand" }]);
});

test("a monitor is deleted only once it is named", async () => {
  serveMonitor();
  server.use(http.delete("*/api/v1/monitors/7", () => new HttpResponse(null, { status: 204 })));
  open();
  await userEvent.click(await screen.findByRole("button", { name: "More actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Delete …" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByRole("button", { name: "Delete" })).toBeDisabled();
  await userEvent.type(within(dialog).getByRole("textbox"), "Shop");
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/monitors"]));
});

test("who may only look is offered nothing to do", async () => {
  serveMonitor();
  open("", (permission) => permission.endsWith(":read"));
  const card = await now();
  expect(within(card).queryAllByRole("button")).toEqual([]);
  expect(screen.queryByRole("tab", { name: "Badges" })).toBeNull();
});

test("a heartbeat shows when it is due, and how to ping it", async () => {
  serveMonitor({ kind: "heartbeat", interval: null, heartbeat });
  open();
  expect(await screen.findByText("A ping is due, and within its grace.")).toBeVisible();
  expect(await screen.findByText(`curl -fsS -m 10 --retry 5 -o /dev/null ${PING_KEY.url}`)).toBeVisible();
  expect(screen.getByRole("tab", { name: "Pings" })).toBeVisible();
  expect(screen.queryByRole("tab", { name: "Results" })).toBeNull();
});

test("a state is posted with its why", async () => {
  const monitor = serveMonitor({ kind: "manual", interval: null });
  const asked: unknown[] = [];
  server.use(
    http.post("*/api/v1/monitors/7/state", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ ...monitor, state: "degraded" });
    }),
  );
  open();
  await userEvent.click(await screen.findByRole("radio", { name: "Degraded" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Why" }), "The VPN is slow");
  await userEvent.click(screen.getByRole("button", { name: "Post" }));
  await waitFor(() => expect(asked).toEqual([{ state: "degraded", message: "The VPN is slow" }]));
  expect(screen.queryByText("Response time")).toBeNull();
});

test("availability tells what is not in it", async () => {
  serveMonitor();
  const period = { period: "24h", start: "2026-11-21T09:00:00Z", end: "2026-11-22T09:00:00Z", ratio: 0.9995 };
  const seconds = {
    up_seconds: 79_200,
    degraded_seconds: 0,
    down_seconds: 40,
    unknown_seconds: 3_560,
    excluded_seconds: 3_600,
  };
  server.use(
    http.get("*/api/v1/monitors/7/availability", () => HttpResponse.json([{ ...period, ...seconds }])),
  );
  open();
  expect(await screen.findByText("99.95%")).toBeVisible();
  expect(screen.getByText("1 h not counted")).toBeVisible();
  expect(screen.getByText("59 min 20 s unknown")).toBeVisible();
});

test("a result that the address names is explained by what is different since all was well", async () => {
  serveMonitor();
  const explained = {
    result: failed,
    evidence: { scheduled_at: failed.scheduled_at, message: "", facts: { address: "192.0.2.9" } },
    last_good: { scheduled_at: "2026-11-22T08:00:00Z", message: "", facts: { address: "192.0.2.1" } },
  };
  server.use(http.get("*/api/v1/monitors/7/results/eu/:at", () => HttpResponse.json(explained)));
  open(`&result=eu@${failed.scheduled_at}`);
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("Different from the last good one")).toBeVisible();
  expect(within(dialog).getByText("expected status 200-299, got 502")).toBeVisible();
});
