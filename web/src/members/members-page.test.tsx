import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { MembersPage } from "./members-page";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const member = (user_id: number, name: string, role: string) => ({
  user_id,
  name,
  role,
  email: `${name.toLowerCase()}@example.com`,
  joined_at: "2026-11-01T08:00:00Z",
  is_disabled: false,
});
const invitation = {
  id: 5,
  email: "grace@example.com",
  role: "responder",
  state: "pending",
  invited_by: "user:ada@example.com",
  created_at: "2026-11-01T08:00:00Z",
  expires_at: "2026-11-08T08:00:00Z",
  accepted_at: null,
  accepted_by: null,
  revoked_at: null,
};
const roles = [
  { role: "viewer", description: "", permissions: ["monitors:read"] },
  { role: "editor", description: "", permissions: ["monitors:read", "monitors:write"] },
  { role: "owner", description: "", permissions: ["monitors:read", "monitors:write", "workspace:own"] },
];

const user = userEvent.setup({ delay: null });
let sent: { body: unknown; url: string }[] = [];

function answer(method: "post" | "patch" | "delete", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      const text = await request.text();
      sent.push({ body: text && JSON.parse(text), url: request.url });
      return reply();
    }),
  );
}

beforeEach(() => {
  sent = [];
  server.use(
    route.get(`${API}/members`, () => page([member(1, "Ada", "owner"), member(2, "Rosa", "viewer")])),
    route.get(`${API}/invitations`, () => page([invitation])),
    route.get(`${API}/roles`, () => HttpResponse.json({ roles, scopes: [] })),
  );
});

test("a role is changed at once, and back from the toast", async () => {
  answer("patch", "/members/2", () => HttpResponse.json(member(2, "Rosa", "editor")));
  renderInside(<MembersPage />);
  await user.selectOptions(await screen.findByRole("combobox", { name: "Role of Rosa" }), "editor");
  expect(await screen.findByText("Rosa is now: Editor.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ role: "editor" }, { role: "viewer" }]));
});

test("the owner is neither removed nor given another role here", async () => {
  renderInside(<MembersPage />);
  expect(await screen.findByRole("combobox", { name: "Role of Rosa" })).toBeInTheDocument();
  expect(screen.queryByRole("combobox", { name: "Role of Ada" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Remove Ada" })).toBeNull();
});

test("a role beyond one's own is not offered", async () => {
  renderInside(<MembersPage />, { can: (permission) => permission !== "monitors:write" });
  const select = await screen.findByRole("combobox", { name: "Role of Rosa" });
  expect(within(select).getAllByRole("option")).toHaveLength(1);
});

test("a member is removed by typing their name", async () => {
  answer("delete", "/members/2", () => new HttpResponse(null, { status: 204 }));
  renderInside(<MembersPage />);
  await user.click(await screen.findByRole("button", { name: "Remove Rosa" }));
  const confirm = await screen.findByRole("button", { name: "Remove the member" });
  expect(confirm).toBeDisabled();
  await user.type(screen.getByLabelText(/to confirm/), "Rosa");
  await user.click(confirm);
  expect(await screen.findByText("Rosa is removed.")).toBeInTheDocument();
});

test("whoever is invited gets a link that is shown once, and why no mail goes out", async () => {
  const made = { ...invitation, link: "http://tocsin.test/invitation#token=abc", token: "abc" };
  answer("post", "/invitations", () =>
    HttpResponse.json({ ...made, is_mailed: false, not_mailed: "There is no mail server." }, { status: 201 }),
  );
  renderInside(<MembersPage />);
  await user.click(await screen.findByRole("button", { name: "Invite somebody" }));
  await user.type(await screen.findByLabelText("E-mail address"), "grace@example.com");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  expect(await screen.findByText(made.link)).toBeInTheDocument();
  expect(screen.getByText("There is no mail server.")).toBeInTheDocument();
  expect(sent[0]?.body).toEqual({ role: "viewer", email: "grace@example.com" });
});

test("what is wrong with an address stands at its field", async () => {
  const errors = [{ pointer: "/email", message: "must be an e-mail address" }];
  answer("post", "/invitations", () =>
    HttpResponse.json({ status: 422, code: "validation_failed", detail: "Wrong.", errors }, { status: 422 }),
  );
  renderInside(<MembersPage />);
  await user.click(await screen.findByRole("button", { name: "Invite somebody" }));
  await user.click(await screen.findByRole("button", { name: "Invite" }));
  expect(await screen.findByText("must be an e-mail address")).toBeInTheDocument();
});

test("an invitation is revoked", async () => {
  answer("delete", "/invitations/5", () => new HttpResponse(null, { status: 204 }));
  renderInside(<MembersPage />);
  await user.click(await screen.findByRole("button", { name: /Revoke the invitation for grace/ }));
  await user.click(await screen.findByRole("button", { name: "Revoke the invitation" }));
  expect(await screen.findByText("The invitation is revoked.")).toBeInTheDocument();
});

test("who manages no members sees them, and nothing to press", async () => {
  renderInside(<MembersPage />, { can: (permission) => permission.endsWith(":read") });
  expect(await screen.findByText("rosa@example.com")).toBeInTheDocument();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a role says what it adds to the one before it", async () => {
  renderInside(<MembersPage />);
  await user.click(await screen.findByText("Also changes monitors and hooks, and who is told what."));
  expect(screen.getByText("Change monitors")).toBeVisible();
  expect(screen.getAllByText("See monitors")).toHaveLength(1);
});
