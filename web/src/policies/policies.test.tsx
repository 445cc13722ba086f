import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { EditPolicy, NewPolicy } from "./edit-policy";
import { PoliciesPage } from "./policies-page";
import { everything, production } from "./samples";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const user = userEvent.setup({ delay: null });
let sent: unknown;

/** Keeps what was sent there, and answers so. */
function answer(method: "post" | "put", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      sent = await request.json();
      return reply();
    }),
  );
}

const refusal = (pointer: string, message: string) =>
  HttpResponse.json(
    { type: "", title: "", status: 422, detail: "It has faults.", code: "x", errors: [{ pointer, message }] },
    { status: 422 },
  );

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/policies`, () => page([production, everything])),
    route.get(`${API}/policies/2`, () => HttpResponse.json(production, { headers: { ETag: '"1"' } })),
    route.get(`${API}/channels`, () => page([{ id: 1, name: "Ops mailbox" }])),
    route.get(`${API}/rotations`, () => page([{ id: 3, name: "Night watch" }])),
    route.get(`${API}/members`, () => page([{ user_id: 4, name: "Rosa", email: "rosa@example.com" }])),
    route.get(`${API}/monitors`, () => page([{ id: 7, name: "Shop" }])),
    route.get(`${API}/tags`, () => page([])),
    route.get(`${API}/kinds`, () => page([])),
  );
});

test("a policy says what it takes and whom it tells", async () => {
  renderInside(<PoliciesPage />);
  expect(await screen.findByText("tagged env:prod")).toBeInTheDocument();
  expect(await screen.findByText("Night watch and Rosa")).toBeInTheDocument();
  expect(screen.getByText("Every owner")).toBeInTheDocument();
});

test("a policy is moved, and all are sent in their new order", async () => {
  answer("put", "/policies/order", () => new HttpResponse(null, { status: 204 }));
  renderInside(<PoliciesPage />);
  await user.click(await screen.findByRole("button", { name: "Move down: Production" }));
  await waitFor(() => expect(sent).toEqual({ ids: [1, 2] }));
});

test("an order that is refused is taken back, visibly", async () => {
  answer("put", "/policies/order", () => refusal("/ids", "no"));
  renderInside(<PoliciesPage />);
  await user.click(await screen.findByRole("button", { name: "Move down: Production" }));
  expect(await screen.findByText("That did not work")).toBeInTheDocument();
  const names = screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent);
  expect(names.slice(0, 2)).toEqual(["Production", "Tell the owner"]);
});

test("a switch sends the policy as it is, but for being asked", async () => {
  answer("put", "/policies/2", () => HttpResponse.json({ ...production, enabled: false }));
  renderInside(<PoliciesPage />);
  await user.click(await screen.findByRole("switch", { name: "Production is asked" }));
  await waitFor(() =>
    expect(sent).toMatchObject({ enabled: false, name: "Production", match: { tags: ["env:prod"] } }),
  );
});

test("a switch says which version it was about, and tells when that is not current any more", async () => {
  let match: string | null = null;
  server.use(
    route.put(`${API}/policies/2`, ({ request }) => {
      match = request.headers.get("if-match");
      return HttpResponse.json({ code: "precondition_failed", detail: "old" }, { status: 412 });
    }),
  );
  renderInside(<PoliciesPage />);
  const toggle = await screen.findByRole("switch", { name: "Production is asked" });
  server.use(route.get(`${API}/policies`, () => page([{ ...production, name: "Renamed", revision: 2 }])));
  await user.click(toggle);
  expect(await screen.findByText(/Somebody else has changed this meanwhile/)).toBeInTheDocument();
  expect(match).toBe(`"${production.revision}"`);
  expect(await screen.findByRole("switch", { name: "Renamed is asked" })).toBeChecked();
});

test("who may only read moves nothing", async () => {
  renderInside(<PoliciesPage />, { can: (permission) => !permission.endsWith(":write") });
  await screen.findByText("tagged env:prod");
  expect(screen.queryByRole("button", { name: /Move/ })).not.toBeInTheDocument();
  expect(screen.getByRole("switch", { name: "Production is asked" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("it is said who would be told now", async () => {
  const told = [{ channel_id: 1, user_id: null, name: "Ops mailbox" }];
  const targets = [{ target: { channel: 1 }, name: "Ops mailbox", told, note: "" }];
  const entries = [
    { at: "2026-11-22T10:00:00Z", tellings: [{ purpose: "problem", number: 1, targets }], rulings: [] },
  ];
  answer("post", "/policies/route", () =>
    HttpResponse.json({
      monitor_id: 7,
      concern: "down",
      severity: "critical",
      at: "2026-11-22T10:00:00Z",
      policies: [{ id: 2, name: "Production", entries, goes_on: false }],
      rulings: [],
    }),
  );
  renderInside(<PoliciesPage />);
  await user.click(await screen.findByLabelText("Monitor"));
  await user.click(await screen.findByRole("option", { name: /Shop/ }));
  expect(
    await screen.findByText("Ops mailbox", { selector: ".font-medium *, .font-medium" }),
  ).toBeInTheDocument();
  expect(sent).toEqual({ monitor_id: 7, concern: "down" });
});

test("the picture is there as a list, too", async () => {
  renderInside(<EditPolicy />, { search: "id=2" });
  const list = await screen.findByRole("list", { name: "The escalation, step by step" });
  await waitFor(() => expect(list).toHaveTextContent("At onceOps mailbox"));
  expect(list).toHaveTextContent("After 10 minNight watch and Rosa");
  expect(list).toHaveTextContent("9 more reminders, every 1h");
});

test("the picture follows what is typed", async () => {
  renderInside(<EditPolicy />, { search: "id=2" });
  const [, second] = await screen.findAllByLabelText("After");
  await user.clear(second as HTMLElement);
  await user.type(second as HTMLElement, "45m");
  const list = screen.getByRole("list", { name: "The escalation, step by step" });
  expect(within(list).getByText("After 45 min")).toBeInTheDocument();
});

test("a new policy is sent with its steps", async () => {
  answer("post", "/policies", () => HttpResponse.json(production, { status: 201 }));
  renderInside(<NewPolicy />);
  await user.type(screen.getByLabelText(/^Name \*/), "Production");
  await user.click(screen.getByLabelText(/^Tell \*/));
  await user.click(await screen.findByRole("option", { name: /Night watch/ }));
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Create the policy" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/policies"]));
  expect(sent).toMatchObject({ name: "Production", steps: [{ targets: [{ rotation: 3 }] }] });
});

test("a step that tells nobody is not sent", async () => {
  renderInside(<NewPolicy />);
  await user.type(screen.getByLabelText(/^Name \*/), "Production");
  await user.click(screen.getByRole("button", { name: "Create the policy" }));
  expect(await screen.findByText("Choose somebody who is told.")).toBeInTheDocument();
  expect(sent).toBeUndefined();
});

const nothing = {
  since: "2026-10-23T00:00:00Z",
  until: "2026-11-22T00:00:00Z",
  results_since: null,
  replayed: [],
  monitors: 3,
  incidents: 5,
  told: 4,
  pages: 0,
  listed: 0,
  at_night: 0,
  by_hour: [],
  resolved_within_five_minutes: 0,
  unresolved: 0,
  recoveries: 0,
  destinations: [],
  held: {},
  untold: {},
  longest: null,
};
const played = () => new HttpResponse(`${JSON.stringify({ type: "summary", summary: nothing })}\n`);

test("a draft is tried as it stands, in the place of the stored one", async () => {
  answer("post", "/policies/backtest", played);
  renderInside(<EditPolicy />, { search: "id=2" });
  await user.type(await screen.findByLabelText(/^Name \*/), " of tomorrow");
  await user.selectOptions(screen.getByLabelText("How far back"), "7");
  await user.click(screen.getByRole("button", { name: "Try this draft" }));
  expect(await screen.findByText("4 of 5 incidents told")).toBeInTheDocument();
  expect(sent).toMatchObject({ among_others: true, policy: { name: "Production" } });
});

test("a draft without a name is tried by itself", async () => {
  answer("post", "/policies/backtest", played);
  renderInside(<NewPolicy />);
  await user.click(screen.getByLabelText(/^Tell \*/));
  await user.click(await screen.findByRole("option", { name: /Night watch/ }));
  await user.keyboard("{Escape}");
  await user.selectOptions(screen.getByLabelText("Together with"), "alone");
  await user.click(screen.getByRole("button", { name: "Try this draft" }));
  await waitFor(() => expect(sent).toMatchObject({ among_others: false, policy: { name: "New policy" } }));
});

test("what has changed since it was tried is said", async () => {
  answer("post", "/policies/backtest", played);
  renderInside(<EditPolicy />, { search: "id=2" });
  await user.click(await screen.findByRole("button", { name: "Try this draft" }));
  await screen.findByText("4 of 5 incidents told");
  await user.click(screen.getByLabelText("Say when it is over"));
  expect(screen.getByText(/Something has been changed since/)).toBeInTheDocument();
});

test("a draft that tells nobody is not tried", async () => {
  answer("post", "/policies/backtest", played);
  renderInside(<NewPolicy />);
  await user.click(screen.getByRole("button", { name: "Try this draft" }));
  expect(await screen.findByText("Choose somebody who is told.")).toBeInTheDocument();
  expect(sent).toBeUndefined();
});

test("why a draft cannot be tried stands at its step", async () => {
  answer("post", "/policies/backtest", () => refusal("/policy/steps/1/after", "is not a duration"));
  renderInside(<EditPolicy />, { search: "id=2" });
  await user.click(await screen.findByRole("button", { name: "Try this draft" }));
  const [, second] = screen.getAllByLabelText("After");
  await waitFor(() => expect(second).toHaveAccessibleDescription("is not a duration"));
});

test("what the server refuses stands at its step", async () => {
  answer("put", "/policies/2", () => refusal("/steps/1/after", "must not be before the one above"));
  renderInside(<EditPolicy />, { search: "id=2" });
  await user.click(await screen.findByRole("button", { name: "Save" }));
  expect(await screen.findByText("must not be before the one above")).toBeInTheDocument();
});
