import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import heartbeat from "@/forms/excerpts/heartbeat.json";
import http from "@/forms/excerpts/http.json";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { EditMonitor } from "./edit-monitor";
import { NewMonitor } from "./new-monitor";
import { httpMonitor } from "./samples";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const kind = (name: string, title: string, schema: unknown, isActive: boolean) => ({
  kind: name,
  title,
  summary: `About ${title}`,
  docs: "",
  schema,
  example: {},
  is_active: isActive,
});
const refusal = (status: number, code: string, errors: object[] = []) =>
  HttpResponse.json(
    { type: "", title: "", status, detail: "The monitor has faults.", code, errors },
    { status },
  );

const user = userEvent.setup({ delay: null });
let sent: { body: unknown; match: string | null; url: string } | undefined;

/** Keeps what was sent there, and answers so. */
function answer(method: "post" | "patch", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      sent = { body: await request.json(), match: request.headers.get("if-match"), url: request.url };
      return reply();
    }),
  );
}

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/kinds`, () =>
      page([kind("heartbeat", "Heartbeat", heartbeat, false), kind("http", "HTTP(S)", http, true)]),
    ),
    route.get(`${API}/regions`, () => page([])),
    route.get(`${API}/tags`, () => page([{ tag: "env:prod", monitors: 2 }])),
    route.get(`${API}/monitors`, () => page([])),
    route.get(`${API}/monitors/7`, () => HttpResponse.json(httpMonitor, { headers: { ETag: '"3"' } })),
  );
});

test("an address that was given elsewhere is filled in, and names the monitor", async () => {
  renderInside(<NewMonitor />, { search: "?kind=http&url=https%3A%2F%2Fwww.shop.example.com%2F" });
  expect(await screen.findByLabelText(/URL/)).toHaveValue("https://www.shop.example.com/");
  expect(screen.getByLabelText(/Name/)).toHaveValue("shop.example.com");
});

test("a kind is chosen before anything else", async () => {
  renderInside(<NewMonitor />);
  await user.click(await screen.findByRole("button", { name: /HTTP\(S\)/ }));
  expect(await screen.findByLabelText(/URL/)).toBeInTheDocument();
});

test("a new monitor is sent with what was set, and shown", async () => {
  answer("post", "/monitors", () => HttpResponse.json(httpMonitor, { status: 201 }));
  renderInside(<NewMonitor />, { search: "kind=http" });
  await user.type(await screen.findByLabelText(/Name/), "Shop");
  await user.type(screen.getByLabelText(/URL/), "https://a.example");
  await user.type(screen.getByLabelText("Interval"), "30s");
  await user.click(screen.getByRole("button", { name: "Create the monitor" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/monitor?id=7"]));
  expect(sent?.body).toMatchObject({ name: "Shop", config: { url: "https://a.example" }, interval: "30s" });
});

test("what is needed is said without asking the server, and the first of it is focused", async () => {
  renderInside(<NewMonitor />, { search: "kind=http" });
  await user.click(await screen.findByRole("button", { name: "Create the monitor" }));
  expect(await screen.findAllByText("This is needed.")).toHaveLength(2);
  await waitFor(() => expect(screen.getByLabelText(/Name/)).toHaveFocus());
  expect(sent).toBeUndefined();
});

test("what the server refuses stands at its field until it is changed", async () => {
  const errors = [{ pointer: "/config/url", message: "must begin with http://" }];
  answer("post", "/monitors", () => refusal(422, "validation_failed", errors));
  renderInside(<NewMonitor />, { search: "kind=http" });
  await user.type(await screen.findByLabelText(/Name/), "Shop");
  await user.type(screen.getByLabelText(/URL/), "ftp");
  await user.click(screen.getByRole("button", { name: "Create the monitor" }));
  expect(await screen.findByText("must begin with http://")).toBeInTheDocument();
  await user.type(screen.getByLabelText(/URL/), "x");
  expect(screen.queryByText("must begin with http://")).toBeNull();
});

test("a trial shows what was seen, and needs no name", async () => {
  const outcome = {
    verdict: "down",
    latency_ms: 6.6,
    phases_ms: { dns: 0, connect: 0.2, tls: 0, first_byte: 6.3, transfer: 0.1 },
    code: 404,
    error: "assertion_failed",
    message: "expected status 200-299, got 404",
    evidence: { address: "192.0.2.7", headers: [["server", "nginx"]] },
    certificate_expires_at: null,
  };
  answer("post", "/monitors/test", () => HttpResponse.json(outcome));
  renderInside(<NewMonitor />, { search: "kind=http" });
  await user.type(await screen.findByLabelText(/URL/), "https://a.example");
  await user.click(screen.getByRole("button", { name: "Look once" }));
  expect(await screen.findByText(outcome.message)).toBeInTheDocument();
  for (const text of ["Down", "code 404", "6.3 ms", "192.0.2.7", "server: nginx"])
    expect(screen.getByText(text)).toBeInTheDocument();
  expect(sent?.body).not.toHaveProperty("name");
});

test("there is nothing to try of what is pushed to", async () => {
  renderInside(<NewMonitor />, { search: "kind=heartbeat" });
  expect(await screen.findByText("Nothing to test")).toBeInTheDocument();
  expect(screen.queryByLabelText("Interval")).toBeNull();
});

test("a tag that is new is added by Enter", async () => {
  answer("post", "/monitors", () => HttpResponse.json(httpMonitor, { status: 201 }));
  renderInside(<NewMonitor />, { search: "kind=heartbeat" });
  await user.type(await screen.findByLabelText(/Name/), "Backup");
  await user.type(screen.getByLabelText("Tags"), "team:ops{Enter}");
  await user.click(screen.getByRole("button", { name: "Create the monitor" }));
  await waitFor(() => expect(sent?.body).toMatchObject({ tags: ["team:ops"] }));
});

test("a change sends what was changed, for the monitor as it was read", async () => {
  answer("patch", "/monitors/7", () => HttpResponse.json(httpMonitor));
  renderInside(<EditMonitor />, { search: "id=7" });
  const interval = await screen.findByLabelText("Interval");
  await user.clear(interval);
  await user.type(interval, "5m");
  await user.click(screen.getByRole("button", { name: "Save the changes" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/monitor?id=7"]));
  expect(sent).toMatchObject({ body: { interval: "5m" }, match: '"3"' });
});

test("what somebody else has saved meanwhile is overwritten only on purpose", async () => {
  answer("patch", "/monitors/7", () => refusal(412, "changed"));
  renderInside(<EditMonitor />, { search: "id=7" });
  await user.type(await screen.findByLabelText(/Name/), "!");
  await user.click(screen.getByRole("button", { name: "Save the changes" }));
  expect(await screen.findByText(/Somebody else has saved/)).toBeInTheDocument();
  answer("patch", "/monitors/7", () => HttpResponse.json(httpMonitor));
  await user.click(screen.getByRole("button", { name: "Save mine over it" }));
  await waitFor(() => expect(sent).toMatchObject({ body: { name: "Shop!" }, match: null }));
});

test("a copy with secrets is made by the server, which alone knows them", async () => {
  answer("post", "/monitors/7/clone", () => HttpResponse.json({ ...httpMonitor, id: 8 }, { status: 201 }));
  renderInside(<NewMonitor />, { search: "clone=7" });
  await user.click(await screen.findByRole("button", { name: "Create the monitor" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/monitor?id=8"]));
  expect(sent?.body).toEqual({ name: "Shop (copy)" });
});

test("a link away from changes asks first", async () => {
  renderInside(<NewMonitor />, { search: "kind=http" });
  await user.type(await screen.findByLabelText(/Name/), "S");
  await user.click(screen.getByRole("link", { name: "Cancel" }));
  expect(await screen.findByText("Leave without saving?")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Leave" }));
  expect(navigation.visited).toEqual(["/monitors"]);
});
