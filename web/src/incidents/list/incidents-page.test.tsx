import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { incidentSample } from "../samples";
import { IncidentsPage } from "./incidents-page";

const { timeline: _, ...listed } = incidentSample;

/** Answers with these incidents, and tells what was asked. */
function serve(items: readonly object[] = [listed], next_cursor: string | null = null): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get("*/api/v1/incidents", ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      if (query.has("cursor")) return HttpResponse.json({ items: [], next_cursor: null });
      return HttpResponse.json({ items, next_cursor });
    }),
    http.get("*/api/v1/monitors/7", () => HttpResponse.json({ id: 7, name: "Shop" })),
  );
  return asked;
}

test("open ones are shown first", async () => {
  const asked = serve();
  renderInside(<IncidentsPage />);
  expect(await screen.findByRole("link", { name: "Shop" })).toHaveAttribute("href", "/incident?id=3");
  expect(asked[0]?.get("open")).toBe("true");
});

test("what the address asks for is asked of the server", async () => {
  const asked = serve();
  renderInside(<IncidentsPage />, { search: "?status=all&severity=down&acknowledged=no&monitor=7" });
  await screen.findByRole("link", { name: "Shop" });
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    severity: "down",
    acknowledged: "false",
    monitor_id: "7",
    limit: "50",
  });
});

test("acknowledging shows at once, before the server has answered", async () => {
  serve();
  server.use(http.post("*/api/v1/incidents/3/acknowledge", () => new Promise(() => undefined)));
  renderInside(<IncidentsPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Acknowledge Shop" }));
  expect(await screen.findByText("Taken on by ada@example.com")).toBeVisible();
});

test("an acknowledgement that is refused is taken back, and said to be", async () => {
  serve();
  const detail = "Incident 3 has ended already.";
  server.use(
    http.post("*/api/v1/incidents/3/acknowledge", () =>
      HttpResponse.json({ code: "conflict", detail }, { status: 409 }),
    ),
  );
  renderInside(<IncidentsPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Acknowledge Shop" }));
  expect((await screen.findAllByText(detail)).length).toBeGreaterThan(0);
  expect(screen.getByText("Nobody is at it yet")).toBeVisible();
});

test("who may only look cannot acknowledge", async () => {
  serve();
  renderInside(<IncidentsPage />, { can: (permission) => permission !== "incidents:write" });
  await screen.findByRole("link", { name: "Shop" });
  expect(screen.queryByRole("button", { name: "Acknowledge Shop" })).toBeNull();
});

test("j and k go from one to the next and back", async () => {
  serve([listed, { ...listed, id: 4, monitor_name: "Wiki" }]);
  renderInside(<IncidentsPage />);
  await screen.findByRole("link", { name: "Shop" });
  await userEvent.keyboard("jj");
  expect(screen.getByRole("link", { name: "Wiki" })).toHaveFocus();
  await userEvent.keyboard("k");
  expect(screen.getByRole("link", { name: "Shop" })).toHaveFocus();
});

test("more are read where the last page ended", async () => {
  const asked = serve([listed], "next");
  renderInside(<IncidentsPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  await waitFor(() => expect(asked.at(-1)?.get("cursor")).toBe("next"));
});

test("without an open one it says that nothing is broken", async () => {
  serve([]);
  renderInside(<IncidentsPage />);
  expect(await screen.findByText("Nothing is broken")).toBeVisible();
});
