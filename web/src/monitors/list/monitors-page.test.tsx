import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { BulkRequest } from "@/api/schema";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { MonitorsPage } from "./monitors-page";
import { sample, serveList } from "./samples";

const rowOf = async (name: string) => {
  const link = await screen.findByRole("link", { name });
  return link.closest<HTMLElement>('[role="row"]') as HTMLElement;
};

test("a monitor is shown with its state, target and figures", async () => {
  const bars = {
    total: 0.9987,
    start: "2026-01-01",
    availability: [1, 0.99],
    degraded_seconds: [0, 0],
    down_seconds: [0, 864],
    unknown_seconds: [0, 0],
  };
  serveList([sample(1, { name: "Shop", state: "down", bars, p95_ms: 38.4 })]);
  renderInside(<MonitorsPage />);
  const row = await rowOf("Shop");
  expect(row).toHaveTextContent("Down");
  expect(row).toHaveTextContent("host-1.example.com");
  expect(await within(row).findByText("99.87%")).toBeVisible();
  expect(row).toHaveTextContent("38 ms");
  expect(within(row).getByRole("img", { name: "2 days: 99.87% available, down on 1 of them" })).toBeVisible();
});

test("the worst come first unless the address says otherwise", async () => {
  const asked: URLSearchParams[] = [];
  serveList([sample(1)], asked);
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  expect(asked[0]?.get("sort")).toBe("state");
});

test("the address says what is shown", async () => {
  const asked: URLSearchParams[] = [];
  serveList([sample(1)], asked);
  renderInside(<MonitorsPage />, { search: "?q=shop&state=down,degraded&kind=http&tag=a,b:c&sort=-name" });
  await rowOf("Monitor 1");
  const query = asked[0];
  expect(query?.getAll("state")).toEqual(["down", "degraded"]);
  expect(query?.getAll("tag")).toEqual(["a", "b:c"]);
  expect([query?.get("q"), query?.get("kind"), query?.get("sort")]).toEqual(["shop", "http", "-name"]);
});

test("what is typed is searched for", async () => {
  const asked: URLSearchParams[] = [];
  serveList([sample(1)], asked);
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  await userEvent.keyboard("/mail");
  await waitFor(() => expect(asked.at(-1)?.get("q")).toBe("mail"));
});

test("a state's chip shows those that are in it and not paused", async () => {
  const asked: URLSearchParams[] = [];
  serveList([sample(1)], asked);
  renderInside(<MonitorsPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Down 2" }));
  await waitFor(() => expect(asked.at(-1)?.get("state")).toBe("down"));
  expect(asked.at(-1)?.get("enabled")).toBe("true");
});

test("the keyboard goes through the rows and opens one", async () => {
  serveList([sample(1), sample(2)]);
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  await userEvent.keyboard("jj");
  await waitFor(async () => expect(await rowOf("Monitor 2")).toHaveFocus());
  await userEvent.keyboard("k");
  await waitFor(async () => expect(await rowOf("Monitor 1")).toHaveFocus());
  await userEvent.keyboard("{Enter}");
  expect(navigation.visited).toEqual(["/monitor?id=1"]);
});

test("what is selected shows as paused before the server says so, and can be undone", async () => {
  const monitors = [sample(1), sample(2)];
  const bodies: BulkRequest[] = [];
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  serveList(monitors);
  server.use(
    http.post<never, BulkRequest>("*/api/v1/monitors/bulk", async ({ request }) => {
      const body = await request.json();
      bodies.push(body);
      await asked;
      monitors[0] = sample(1, { enabled: body.action === "resume" });
      return HttpResponse.json({ dry_run: false, matched: [1], changed: [1] });
    }),
  );
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  await userEvent.keyboard("jx");
  const bar = await screen.findByRole("region", { name: "What is selected" });
  await userEvent.click(within(bar).getByRole("button", { name: "Pause" }));
  await waitFor(async () => expect(await rowOf("Monitor 1")).toHaveTextContent("Paused"));
  answer();
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(async () => expect(await rowOf("Monitor 1")).toHaveTextContent("Up"));
  expect(bodies.map(({ action, ids }) => [action, ids])).toEqual([
    ["pause", [1]],
    ["resume", [1]],
  ]);
});

test("a pause that is refused is taken back, and said to be", async () => {
  serveList([sample(1)]);
  const refused = { detail: "Not now.", code: "conflict", title: "Conflict", status: 409 };
  server.use(http.post("*/api/v1/monitors/bulk", () => HttpResponse.json(refused, { status: 409 })));
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  await userEvent.keyboard("jx");
  await userEvent.click(await screen.findByRole("button", { name: "Pause" }));
  expect(await screen.findByText("Not now.")).toBeVisible();
  expect(await rowOf("Monitor 1")).toHaveTextContent("Up");
});

test("before many are deleted, their number has to be typed", async () => {
  serveList(Array.from({ length: 10 }, (_, index) => sample(index + 1)));
  renderInside(<MonitorsPage />);
  await rowOf("Monitor 1");
  await userEvent.click(screen.getByRole("checkbox", { name: "Select all that are shown" }));
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete 10 monitors?" });
  const confirm = within(dialog).getByRole("button", { name: "Delete 10 monitors" });
  expect(confirm).toBeDisabled();
  await userEvent.type(within(dialog).getByRole("textbox"), "10");
  expect(confirm).toBeEnabled();
});

test("who may only look can select nothing", async () => {
  serveList([sample(1)]);
  renderInside(<MonitorsPage />, { can: (permission) => permission === "monitors:read" });
  await rowOf("Monitor 1");
  await userEvent.keyboard("jx");
  expect(screen.queryByRole("checkbox")).not.toBeInTheDocument();
  expect(screen.queryByRole("region", { name: "What is selected" })).not.toBeInTheDocument();
});

test("where nothing matches, the filters can be cleared", async () => {
  const asked: URLSearchParams[] = [];
  serveList([], asked);
  renderInside(<MonitorsPage />, { search: "?q=nothing" });
  await userEvent.click(await screen.findByRole("button", { name: "Clear the filters" }));
  await waitFor(() => expect(asked.at(-1)?.has("q")).toBe(false));
});

test("the first monitor can be created where none is", async () => {
  serveList([]);
  renderInside(<MonitorsPage />);
  expect(await screen.findByRole("link", { name: "Create a monitor" })).toHaveAttribute(
    "href",
    "/monitor/new",
  );
});
