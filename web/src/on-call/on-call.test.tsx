import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { RotationAnswer } from "@/api/schema";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { EditRotation, NewRotation } from "./edit-rotation";
import { OnCallPage } from "./on-call-page";
import { RotationPage } from "./rotation-page";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const user = userEvent.setup({ delay: null });
const ada = { id: 1, email: "ada@example.com", name: "Ada" };
const rosa = { id: 2, email: "rosa@example.com", name: "Rosa" };
const rotation: RotationAnswer = {
  id: 3,
  name: "Ops",
  turn: "weekly",
  every: 1,
  starts_on: "2026-01-05",
  hand_over: "09:00",
  time_zone: "UTC",
  participants: [
    { user: 1, channels: [] },
    { user: 2, channels: [] },
  ],
  calendar_path: null,
  revision: 1,
  created_at: "2026-01-01T08:00:00Z",
  updated_at: "2026-01-01T08:00:00Z",
};
const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const shift = { user: ada, start: at(-1), end: at(1), is_override: false };
const cover = { user: rosa, start: at(1), end: at(2), is_override: true };
const duty = { rotation_id: 3, rotation: "Ops", current: shift, following: cover, note: "" };
let sent: unknown;

/** Keeps what was sent there, and answers so. */
function answer(method: "post" | "put", path: string, body: object) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(body);
    }),
  );
}

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/on-call`, () => page([duty])),
    route.get(`${API}/rotations/3`, () => HttpResponse.json(rotation, { headers: { ETag: '"1"' } })),
    route.get(`${API}/rotations/3/shifts`, () => page([shift, cover])),
    route.get(`${API}/rotations/3/overrides`, () => page([{ ...cover, id: 9, created_by: "Ada" }])),
    route.get(`${API}/members`, () =>
      page([
        { user_id: 1, name: "Ada", email: "ada@example.com" },
        { user_id: 2, name: "Rosa", email: "rosa@example.com" },
        { user_id: 4, name: "Mary", email: "mary@example.com" },
      ]),
    ),
    route.get(`${API}/channels`, () => page([])),
  );
});

test("it says who is on call, and who is next", async () => {
  renderInside(<OnCallPage />);
  expect(await screen.findByText("Ada")).toBeInTheDocument();
  expect(screen.getByText("Rosa")).toBeInTheDocument();
});

test("it says why nobody is", async () => {
  const nobody = { ...duty, current: null, following: null, note: "Everybody has left." };
  server.use(route.get(`${API}/on-call`, () => page([nobody])));
  renderInside(<OnCallPage />);
  expect(await screen.findByText("Nobody")).toBeInTheDocument();
  expect(screen.getByText("Everybody has left.")).toBeInTheDocument();
});

test("without a rotation, the first step is to make one", async () => {
  server.use(route.get(`${API}/on-call`, () => page([])));
  renderInside(<OnCallPage />);
  expect(await screen.findByRole("link", { name: "New rotation" })).toHaveAttribute("href", "/rotation/new");
});

test("the month is a table of days, with who covers marked in words", async () => {
  renderInside(<RotationPage />, { search: "id=3" });
  const table = await screen.findByRole("table", { name: /^Shifts: / });
  expect(within(table).getAllByRole("columnheader")).toHaveLength(7);
  expect(within(table).getAllByText("Ada").length).toBeGreaterThan(0);
  expect(screen.getAllByText("(covers)").length).toBeGreaterThan(0);
});

test("a week shows who hands over at which hour", async () => {
  const turn = { ...shift, start: "2026-11-11T09:00:00Z", end: "2026-11-18T09:00:00Z" };
  const next = { ...cover, start: "2026-11-18T09:00:00Z", end: "2026-11-18T17:30:00Z" };
  server.use(route.get(`${API}/rotations/3/shifts`, () => page([turn, next])));
  renderInside(<RotationPage />, { search: "id=3&view=week&day=2026-11-18" });
  const table = await screen.findByRole("table", { name: /^Shifts: November 16\s–\s22, 2026$/ });
  const wednesday = within(table).getAllByRole("cell")[2] as HTMLElement;
  const [first, second] = within(wednesday).getAllByRole("listitem");
  expect(first).toHaveTextContent("Adauntil 9:00 AM");
  expect(second).toHaveTextContent("Rosa(covers)9:00 AM–5:30 PM");
  expect(within(table).getAllByText("Nobody is on call.")).toHaveLength(4);
});

test("from week to week, and back to the month of that week", async () => {
  renderInside(<RotationPage />, { search: "id=3&view=week&day=2026-11-30" });
  await user.click(await screen.findByRole("button", { name: "Next week" }));
  expect(screen.getByRole("heading", { name: /^December 7\s–\s13, 2026$/ })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Month" }));
  expect(screen.getByRole("heading", { name: "December 2026" })).toBeInTheDocument();
});

test("somebody is put on call for a while", async () => {
  answer("post", "/rotations/3/overrides", { ...cover, id: 10 });
  renderInside(<RotationPage />, { search: "id=3" });
  await user.click(await screen.findByRole("button", { name: "Cover" }));
  await user.selectOptions(await screen.findByLabelText("Who"), "2");
  await user.click(screen.getByRole("button", { name: "Put on call" }));
  await waitFor(() => expect(sent).toMatchObject({ user: 2, start: expect.stringMatching(/Z$/) }));
});

test("a cover is taken back", async () => {
  let isGone = false;
  server.use(
    route.delete(`${API}/rotations/3/overrides/9`, () => {
      isGone = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  renderInside(<RotationPage />, { search: "id=3" });
  await user.click(await screen.findByRole("button", { name: "End the cover by Rosa" }));
  await waitFor(() => expect(isGone).toBe(true));
});

test("the address for calendars is shown whole", async () => {
  const shared = { ...rotation, calendar_path: "/calendars/abc.ics" };
  server.use(route.get(`${API}/rotations/3`, () => HttpResponse.json(shared)));
  renderInside(<RotationPage />, { search: "id=3" });
  expect(await screen.findByText(`${location.origin}/calendars/abc.ics`)).toBeInTheDocument();
});

test("who may only read changes nothing", async () => {
  renderInside(<RotationPage />, { search: "id=3", can: (permission) => !permission.endsWith(":write") });
  await screen.findByRole("table", { name: /^Shifts: / });
  expect(screen.queryByRole("button", { name: "Cover" })).not.toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Edit" })).not.toBeInTheDocument();
});

test("people are put into another order", async () => {
  answer("put", "/rotations/3", rotation);
  renderInside(<EditRotation />, { search: "id=3" });
  await user.click(await screen.findByRole("button", { name: "Move down: Ada" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/rotation?id=3"]));
  expect(sent).toMatchObject({ participants: [{ user: 2 }, { user: 1 }] });
});

test("a new rotation is sent with who takes turns", async () => {
  answer("post", "/rotations", rotation);
  renderInside(<NewRotation />);
  await user.type(screen.getByLabelText(/^Name/), "Ops");
  await screen.findByRole("option", { name: "Mary" });
  await user.selectOptions(screen.getByLabelText("Add somebody"), "4");
  await user.click(screen.getByRole("button", { name: "Create the rotation" }));
  await waitFor(() => expect(sent).toMatchObject({ name: "Ops", participants: [{ user: 4, channels: [] }] }));
});
