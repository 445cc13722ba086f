import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { EditHook } from "./edit-hook";
import { HooksPage } from "./hooks-page";
import { NewHook } from "./new-hook";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const refusal = (status: number, code: string, errors: object[] = []) =>
  HttpResponse.json({ status, code, detail: "It was refused.", errors }, { status });
const kind = {
  kind: "generic",
  title: "Any JSON",
  docs: "Takes in any JSON.\n\nMore about it.",
  schema: {
    type: "object",
    required: ["name"],
    properties: {
      create: { type: "boolean", title: "Create monitors", default: false },
      name: { type: "string", title: "JMESPath of the name" },
    },
  },
  example: { name: "job", create: true },
};
const hook = {
  id: 6,
  name: "jobs",
  kind: "generic",
  config: { name: "job", create: true, create_tags: ["jobs"] },
  enabled: true,
  key: "secret-key",
  path: "/hook/secret-key",
  revision: 2,
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
  last_received_at: "2026-11-01T09:00:00Z",
  last_error: "/items/0: the word 'flapping' is not known",
  made_monitors: 3,
  problems: 1,
};
const problem = {
  monitor_id: 17,
  problem: "8f2a",
  state: "down",
  message: "no space left",
  since: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
};
const trial = {
  taken: 1,
  created: 1,
  unchanged: 0,
  ignored: 0,
  truncated: 0,
  items: [],
  refused: [{ pointer: "/items/1", message: "names no monitor" }],
  monitors: [{ id: null, name: "stocktaking", state: "down", message: "no space left" }],
  note: "",
};

const user = userEvent.setup({ delay: null });
let sent: { body: unknown; match: string | null; url: string } | undefined;

function answer(method: "post" | "put" | "delete", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      const text = await request.text();
      sent = { body: text && JSON.parse(text), match: request.headers.get("if-match"), url: request.url };
      return reply();
    }),
  );
}

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/hook-kinds`, () => page([kind])),
    route.get(`${API}/hooks`, () => page([hook])),
    route.get(`${API}/hooks/6`, () => HttpResponse.json(hook, { headers: { ETag: '"2"' } })),
    route.get(`${API}/hooks/6/problems`, () => page([problem])),
  );
});

test("without hooks, the next step is offered", async () => {
  server.use(route.get(`${API}/hooks`, () => page([])));
  renderInside(<HooksPage />);
  expect(await screen.findByRole("link", { name: "New hook" })).toHaveAttribute("href", "/hook/new");
});

test("a hook says what was wrong with its last request", async () => {
  renderInside(<HooksPage />);
  expect(await screen.findByText("Something was wrong")).toBeInTheDocument();
  expect(screen.getByText(/'flapping' is not known/)).toBeInTheDocument();
});

test("a new hook leads to its address", async () => {
  answer("post", "/hooks", () => HttpResponse.json(hook, { status: 201 }));
  renderInside(<NewHook />, { search: "kind=generic" });
  await user.type(await screen.findByRole("textbox", { name: /^Name/ }), "jobs");
  await user.type(screen.getByRole("textbox", { name: /JMESPath of the name/ }), "job");
  await user.click(screen.getByRole("button", { name: "Make the hook" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/hook?id=6"]));
  expect(sent?.body).toEqual({
    name: "jobs",
    kind: "generic",
    config: { create: true, name: "job" },
    enabled: true,
  });
});

test("what is wrong with an expression stands at its field", async () => {
  const errors = [{ pointer: "/config/name", message: "is no JMESPath" }];
  answer("put", "/hooks/6", () => refusal(422, "validation_failed", errors));
  renderInside(<EditHook />, { search: "id=6" });
  await user.type(await screen.findByRole("textbox", { name: /^Name/ }), "!");
  await user.click(screen.getByRole("button", { name: "Save the changes" }));
  expect(await screen.findByRole("textbox", { name: /JMESPath/ })).toHaveAccessibleDescription(/is no JMES/);
  expect(sent?.match).toBe('"2"');
});

test("the address is shown to be copied, and is another one once it was rotated", async () => {
  answer("post", "/hooks/6/rotate-key", () => HttpResponse.json({ ...hook, path: "/hook/new", key: "new" }));
  renderInside(<EditHook />, { search: "id=6" });
  expect(await screen.findByText("http://tocsin.test/hook/secret-key")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Rotate" }));
  await user.click(await screen.findByRole("button", { name: "Rotate the address" }));
  expect(await screen.findByText("http://tocsin.test/hook/new")).toBeInTheDocument();
});

test("who may only read sees no address, and nothing to press", async () => {
  const readOnly = { ...hook, key: null, path: null };
  server.use(route.get(`${API}/hooks/6`, () => HttpResponse.json(readOnly)));
  renderInside(<EditHook />, { search: "id=6", can: (permission) => permission.endsWith(":read") });
  expect(await screen.findByText(/shown to whoever may change hooks/)).toBeInTheDocument();
  expect(await screen.findByText("no space left")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /Forget|Rotate|Delete|Save|Try/ })).toBeNull();
});

test("a body is tried, and it is said what would become of it", async () => {
  answer("post", "/hooks/6/test", () => HttpResponse.json(trial));
  renderInside(<EditHook />, { search: "id=6" });
  await user.click(await screen.findByRole("button", { name: "Try it" }));
  const monitors = await screen.findByRole("list", { name: "Monitors and their states" });
  expect(within(monitors).getByText("stocktaking")).toBeInTheDocument();
  expect(screen.getByText("1 item would be taken · 1 monitor would be made")).toBeInTheDocument();
  expect(screen.getByText("names no monitor")).toBeInTheDocument();
  expect(sent?.body).toMatchObject({ job: "stocktaking" });
});

test("what is no JSON is not sent", async () => {
  renderInside(<EditHook />, { search: "id=6" });
  await user.type(await screen.findByLabelText("Body (JSON)"), "x");
  await user.click(screen.getByRole("button", { name: "Try it" }));
  expect(await screen.findByText("This is not JSON.")).toBeInTheDocument();
});

test("what is held against a monitor is forgotten", async () => {
  answer("delete", "/hooks/6/problems", () => HttpResponse.json({ forgotten: 1 }));
  renderInside(<EditHook />, { search: "id=6" });
  await user.click(await screen.findByRole("button", { name: /held against monitor 17/ }));
  await user.click(await screen.findByRole("button", { name: "Forget the problems" }));
  await waitFor(() => expect(sent?.url).toMatch(/monitor_id=17$/));
  expect(await screen.findByText("The problems are forgotten.")).toBeInTheDocument();
});

test("the monitors that it made are found by the tag that it gives them", async () => {
  renderInside(<EditHook />, { search: "id=6" });
  const made = await screen.findByRole("link", { name: "3 monitors that it made" });
  expect(made).toHaveAttribute("href", "/monitors?tag=jobs");
});

test("a hook is deleted by typing its name", async () => {
  answer("delete", "/hooks/6", () => new HttpResponse(null, { status: 204 }));
  renderInside(<EditHook />, { search: "id=6" });
  await user.click(await screen.findByRole("button", { name: "Delete the hook" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText(/to confirm/), "jobs");
  await user.click(within(dialog).getByRole("button", { name: "Delete the hook" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/hooks"]));
});
