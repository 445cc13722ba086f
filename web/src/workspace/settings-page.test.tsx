import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import { StepUpProvider } from "@/credentials/step-up";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { SettingsPage } from "./settings-page";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const refusal = (status: number, code: string, detail: string) =>
  HttpResponse.json({ status, code, detail, errors: [] }, { status });
const member = (user_id: number, name: string) => ({
  user_id,
  name,
  role: "admin",
  email: `${name.toLowerCase()}@example.com`,
  joined_at: "2026-11-01T08:00:00Z",
  is_disabled: false,
});
const workspace = {
  id: 1,
  name: "Example",
  created_at: "2026-11-01T08:00:00Z",
  members: 2,
  role: "owner",
  permissions: [],
};
const pingKey = { key: "abc", url: "http://tocsin.test/ping/abc", created_at: "2026-11-01T08:00:00Z" };

const user = userEvent.setup({ delay: null });
let sent: { body: unknown; url: string } | undefined;

function answer(method: "post" | "patch" | "delete", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      const text = await request.text();
      sent = { body: text && JSON.parse(text), url: request.url };
      return reply();
    }),
  );
}

const renderSettings = (can?: (permission: string) => boolean) =>
  renderInside(
    <StepUpProvider>
      <SettingsPage />
    </StepUpProvider>,
    can ? { can } : {},
  );

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/workspace`, () => HttpResponse.json(workspace)),
    route.get(`${API}/ping-key`, () => HttpResponse.json(pingKey)),
    route.get(`${API}/tags`, () => page([{ tag: "env:prod", monitors: 4 }])),
    route.get(`${API}/members`, () => page([member(1, "Ada"), member(2, "Rosa")])),
  );
});

test("a workspace is renamed", async () => {
  answer("patch", "/workspace", () => HttpResponse.json({ ...workspace, name: "Shop" }));
  renderSettings();
  const name = await screen.findByLabelText(/^Name/);
  await user.clear(name);
  await user.type(name, "Shop");
  await user.click(screen.getByRole("button", { name: "Save the name" }));
  expect(await screen.findByText("The workspace is now called “Shop”.")).toBeInTheDocument();
  expect(sent?.body).toEqual({ name: "Shop" });
});

test("where there is no ping key, one can be made", async () => {
  server.use(route.get(`${API}/ping-key`, () => refusal(404, "not_found", "There is none.")));
  answer("post", "/ping-key", () => HttpResponse.json(pingKey));
  renderSettings();
  await user.click(await screen.findByRole("button", { name: "Make a ping key" }));
  expect(await screen.findByText("http://tocsin.test/ping/abc/SLUG")).toBeInTheDocument();
});

test("the ping key is rotated once that was confirmed", async () => {
  answer("post", "/ping-key", () => HttpResponse.json({ ...pingKey, url: "http://tocsin.test/ping/new" }));
  renderSettings();
  await user.click(await screen.findByRole("button", { name: "Rotate" }));
  expect(sent).toBeUndefined();
  await user.click(await screen.findByRole("button", { name: "Rotate the ping key" }));
  expect(await screen.findByText("http://tocsin.test/ping/new/SLUG")).toBeInTheDocument();
});

test("the ping key is deleted by typing what it is", async () => {
  answer("delete", "/ping-key", () => new HttpResponse(null, { status: 204 }));
  renderSettings();
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  await user.type(await screen.findByLabelText(/to confirm/), "ping key");
  await user.click(screen.getByRole("button", { name: "Delete the ping key" }));
  expect(await screen.findByRole("button", { name: "Make a ping key" })).toBeInTheDocument();
});

test("a tag leads to the monitors that have it", async () => {
  renderSettings();
  const tag = await screen.findByRole("link", { name: /env:prod.*4 monitors/ });
  expect(tag).toHaveAttribute("href", "/monitors?tag=env%3Aprod");
});

test("a workspace is handed over by typing its name", async () => {
  answer("post", "/workspace/transfer", () => new HttpResponse(null, { status: 204 }));
  renderSettings();
  await screen.findByRole("option", { name: /Rosa/ });
  await user.selectOptions(screen.getByLabelText("New owner"), "2");
  await user.click(screen.getByRole("button", { name: "Hand over …" }));
  await user.type(await screen.findByLabelText(/to confirm/), "Example");
  await user.click(screen.getByRole("button", { name: "Hand over the workspace" }));
  expect(await screen.findByText("Rosa owns the workspace now.")).toBeInTheDocument();
  expect(sent?.body).toEqual({ user_id: 2 });
});

test("deleting says that it can be restored for a week, and names the workspace", async () => {
  answer("delete", "/workspace", () => refusal(409, "conflict", "It cannot be now."));
  renderSettings();
  await user.click(await screen.findByRole("button", { name: "Delete the workspace …" }));
  expect(await screen.findAllByText(/For a week you can restore it/)).toHaveLength(2);
  await user.type(screen.getByLabelText(/to confirm/), "Example");
  await user.click(screen.getByRole("button", { name: "Delete the workspace" }));
  await waitFor(() => expect(sent?.url).toMatch(/name=Example$/));
  expect(await screen.findByText("It cannot be now.")).toBeInTheDocument();
});

test("who is not the owner can neither hand over nor delete", async () => {
  renderSettings((permission) => permission !== "workspace:own");
  expect(await screen.findByRole("button", { name: "Save the name" })).toBeInTheDocument();
  expect(screen.queryByRole("heading", { name: "Ownership" })).toBeNull();
});
