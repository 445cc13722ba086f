import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { ApiKeysPage } from "./api-keys-page";
import { draftOf, EMPTY } from "./draft";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const key = {
  id: 3,
  name: "ci",
  prefix: "toc_ab12",
  scopes: ["write"],
  created_by: "user:ada@example.com",
  created_at: "2026-11-01T08:00:00Z",
  last_used_at: null,
  expires_at: null,
  revoked_at: null,
};
const scopes = [
  { scope: "admin", description: "", permissions: ["members:write"] },
  { scope: "monitors:read", description: "", permissions: ["monitors:read"] },
  { scope: "members:write", description: "", permissions: ["members:write"] },
];

const user = userEvent.setup({ delay: null });

beforeEach(() => {
  server.use(
    route.get(`${API}/api-keys`, () => page([key])),
    route.get(`${API}/roles`, () => HttpResponse.json({ roles: [], scopes })),
  );
});

test("a key shows what it may, and that it was never used", async () => {
  renderInside(<ApiKeysPage />);
  expect(await screen.findByText("Change monitors and alerting")).toBeInTheDocument();
  expect(screen.getAllByText("Never")).toHaveLength(2);
});

test("a new key is shown this once", async () => {
  let sent: unknown;
  server.use(
    route.post(`${API}/api-keys`, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ ...key, name: "deploys", key: "toc_secret" }, { status: 201 });
    }),
  );
  renderInside(<ApiKeysPage />);
  await user.click(await screen.findByRole("button", { name: "New key" }));
  await user.type(await screen.findByLabelText(/^Name/), "deploys");
  await user.click(await screen.findByLabelText("See monitors"));
  await user.click(screen.getByRole("button", { name: "Make the key" }));
  expect(await screen.findByText("toc_secret")).toBeInTheDocument();
  expect(sent).toMatchObject({ name: "deploys", scopes: ["monitors:read"] });
  await user.click(screen.getAllByRole("button", { name: "Close" })[0] as HTMLElement);
  expect(screen.queryByText("toc_secret")).toBeNull();
});

test("a key for nothing, without a name, is not asked for", async () => {
  renderInside(<ApiKeysPage />);
  await user.click(await screen.findByRole("button", { name: "New key" }));
  await user.click(await screen.findByRole("button", { name: "Make the key" }));
  expect(await screen.findByText("Choose at least one.")).toBeInTheDocument();
  expect(screen.getByText("This is needed.")).toBeInTheDocument();
});

test("what is beyond whoever makes a key is not offered", async () => {
  renderInside(<ApiKeysPage />, { can: (permission) => permission !== "members:write" });
  await user.click(await screen.findByRole("button", { name: "New key" }));
  expect(await screen.findByLabelText("See monitors")).toBeInTheDocument();
  expect(screen.queryByLabelText("Manage members")).toBeNull();
  expect(screen.queryByLabelText("Everything that an admin may")).toBeNull();
});

test("a key is revoked by typing its name", async () => {
  server.use(route.delete(`${API}/api-keys/3`, () => new HttpResponse(null, { status: 204 })));
  renderInside(<ApiKeysPage />);
  await user.click(await screen.findByRole("button", { name: "Revoke ci" }));
  await user.type(await screen.findByLabelText(/to confirm/), "ci");
  await user.click(screen.getByRole("button", { name: "Revoke the key" }));
  expect(await screen.findByText("“ci” no longer works.")).toBeInTheDocument();
});

test("a key that was revoked stands apart, with nothing to revoke", async () => {
  server.use(route.get(`${API}/api-keys`, () => page([{ ...key, revoked_at: "2026-11-02T08:00:00Z" }])));
  renderInside(<ApiKeysPage />);
  expect(await screen.findByText("1 key that no longer works")).toBeInTheDocument();
  expect(screen.getByText("No key is in force")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Revoke ci" })).toBeNull();
});

test("a key ends that many days from now, or never", () => {
  const now = Date.parse("2026-11-01T08:00:00Z");
  expect(draftOf({ ...EMPTY, name: " ci ", power: "read", days: 30 }, now)).toEqual({
    name: "ci",
    scopes: ["read"],
    expires_at: "2026-12-01T08:00:00.000Z",
  });
  expect(draftOf({ ...EMPTY, days: 0 }, now).expires_at).toBeNull();
});
