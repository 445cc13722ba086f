import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { chooseWorkspace } from "@/api/workspace";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { AuditPage } from "./audit-page";
import { changesOf, nameOf, othersOf, placeOf } from "./detail";
import { askedOf } from "./filters";

const API = "http://tocsin.test/api/v1";
const entry = {
  id: 9,
  at: "2026-11-01T08:00:00Z",
  actor: "user:ada@example.com",
  user_id: 1,
  address: "192.0.2.7",
  action: "monitor.updated",
  subject: "monitor:17",
  detail: { name: { before: "Shop", after: "Store" }, interval: { before: 60, after: null }, kind: "http" },
};

const user = userEvent.setup({ delay: null });
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    route.get(`${API}/audit`, ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      if (query.get("cursor")) return HttpResponse.json({ items: [], next_cursor: null });
      return HttpResponse.json({ items: [entry], next_cursor: "next" });
    }),
  );
});

test("an entry says what was done to what, and what it was before", async () => {
  renderInside(<AuditPage />);
  expect(await screen.findByText("Monitor: changed")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Store" })).toHaveAttribute("href", "/monitor?id=17");
  expect(screen.getByText("from 192.0.2.7")).toBeInTheDocument();
  expect(screen.getByText("60").tagName).toBe("DEL");
  expect(screen.getByText("nothing")).toBeInTheDocument();
});

test("pressing who did it shows what else they did", async () => {
  renderInside(<AuditPage />);
  await user.click(await screen.findByRole("button", { name: "Only by ada@example.com" }));
  await waitFor(() => expect(asked.at(-1)?.get("actor")).toBe("user:ada@example.com"));
  expect(screen.getByLabelText("Who")).toHaveValue("user:ada@example.com");
});

test("the filters of the address are asked for", async () => {
  renderInside(<AuditPage />, { search: "action=monitor.&subject=monitor:17" });
  await waitFor(() => expect(asked[0]?.get("action")).toBe("monitor."));
  expect(asked[0]?.get("subject")).toBe("monitor:17");
  expect(screen.getByLabelText("About")).toHaveDisplayValue("Monitor");
});

test("one exact action of the address is among the choices", async () => {
  renderInside(<AuditPage />, { search: "action=session.sign_in_failed" });
  expect(await screen.findByLabelText("About")).toHaveDisplayValue("Session: sign-in failed");
});

test("older entries are read on", async () => {
  renderInside(<AuditPage />);
  await user.click(await screen.findByRole("button", { name: "Show more" }));
  await waitFor(() => expect(asked.at(-1)?.get("cursor")).toBe("next"));
});

test("where nothing matches, the filters can be cleared", async () => {
  server.use(route.get(`${API}/audit`, () => HttpResponse.json({ items: [], next_cursor: null })));
  renderInside(<AuditPage />, { search: "actor=nobody" });
  expect(await screen.findByText("Nothing matches.")).toBeInTheDocument();
  await user.click(screen.getAllByRole("button", { name: "Clear the filters" })[0] as HTMLElement);
  expect(await screen.findByText("Nothing has happened yet")).toBeInTheDocument();
});

test("the trail is a download of the browser's, of this workspace and by the filters", async () => {
  chooseWorkspace(1);
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue(undefined);
  server.use(route.get(`${API}/session`, () => HttpResponse.json({})));
  renderInside(<AuditPage />, { search: "actor=key:ci" });
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: "As a table (CSV)" }));
  expect(await screen.findByText(/The download has begun/)).toBeInTheDocument();
  const link = click.mock.contexts[0] as HTMLAnchorElement;
  expect(link.hasAttribute("download")).toBe(true);
  expect(link.pathname + link.search).toBe("/api/v1/audit/export?actor=key%3Aci&format=csv&workspace=1");
});

test("who is not signed in any more is told so, and downloads nothing", async () => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue(undefined);
  server.use(
    route.get(`${API}/session`, () => HttpResponse.json({ code: "x", detail: "Sign in." }, { status: 401 })),
  );
  renderInside(<AuditPage />);
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: "As a table (CSV)" }));
  expect(await screen.findByText("Sign in.")).toBeInTheDocument();
  expect(click).not.toHaveBeenCalled();
});

test("both days of a span are within", () => {
  const none = { actor: "", action: "", subject: "" };
  const { since, until } = askedOf({ ...none, from: "2026-11-01", to: "2026-11-01" });
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(24 * 3600 * 1000);
  expect(askedOf({ ...none, from: "soon", to: "" })).toEqual({});
});

test("changes are told apart from what is said besides", () => {
  expect(nameOf(entry.detail)).toBe("Store");
  expect(changesOf(entry.detail).map(({ field }) => field)).toEqual(["name", "interval"]);
  expect(othersOf(entry.detail)).toEqual([{ field: "kind", value: "http" }]);
});

test("only what has a page is linked to", () => {
  expect(placeOf("incident:3")).toBe("/incident?id=3");
  expect(placeOf("user:7")).toBeNull();
  expect(placeOf("channels")).toBeNull();
});
