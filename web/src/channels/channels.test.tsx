import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import email from "@/forms/excerpts/email.json";
import telegram from "@/forms/excerpts/telegram.json";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { ChannelList } from "./channel-list";
import { EditChannel } from "./edit-channel";
import { NewChannel } from "./new-channel";
import { opsChannel } from "./samples";
import { boundsOf, lineOf } from "./template-field";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const kind = (name: string, title: string, schema: unknown) => ({
  kind: name,
  title,
  summary: `About ${title}`,
  docs: "Summary.\n\n## How\nPress *Add*.",
  schema,
  example: {},
  format: "plain",
});
const preview = { title: "Down: shop", body: "It is down.", text: "It is down.", format: "plain" };
const taken = { outcome: "sent", status: 200, answer: "ok: 42", took_ms: 12 };
const refusal = (status: number, code: string, detail: string, errors: object[] = []) =>
  HttpResponse.json({ type: "", title: "", status, detail, code, errors }, { status });

const user = userEvent.setup({ delay: null });
let sent: { body: unknown; match: string | null; url: string } | undefined;

/** Keeps what was sent there, and answers so. */
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
    route.get(`${API}/channel-kinds`, () =>
      page([kind("email", "E-mail", email), kind("telegram", "Telegram", telegram)]),
    ),
    route.get(`${API}/channels`, () => page([opsChannel])),
    route.get(`${API}/channels/4`, () => HttpResponse.json(opsChannel, { headers: { ETag: '"2"' } })),
    route.get(`${API}/policies`, () => page([])),
    route.get(`${API}/rotations`, () => page([])),
    route.get(`${API}/incidents`, () => page([])),
    route.post(`${API}/channels/preview`, () => HttpResponse.json(preview)),
  );
});

test("without channels, the next step is offered", async () => {
  server.use(route.get(`${API}/channels`, () => page([])));
  renderInside(<ChannelList />);
  expect(await screen.findByRole("link", { name: "New channel" })).toHaveAttribute("href", "/channel/new");
});

test("a channel shows how it does, and that nobody uses it", async () => {
  renderInside(<ChannelList />);
  expect(await screen.findByText("Works")).toBeInTheDocument();
  expect(await screen.findByText(/By nobody/)).toBeInTheDocument();
  expect(await screen.findByText("Telegram")).toBeInTheDocument();
});

test("who may only read finds nothing to press", async () => {
  renderInside(<ChannelList />, { can: (permission) => permission.endsWith(":read") });
  expect(await screen.findByText("Ops")).toBeInTheDocument();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a test of a saved channel shows the far side's answer", async () => {
  answer("post", "/channels/4/test", () => HttpResponse.json(taken));
  renderInside(<ChannelList />);
  await user.click(await screen.findByRole("button", { name: "Send a test by Ops" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("ok: 42")).toBeInTheDocument();
  expect(within(dialog).getByText("It was taken.")).toBeInTheDocument();
});

test("a channel is deleted by typing its name, and a refusal says why", async () => {
  answer("delete", "/channels/4", () => refusal(409, "conflict", "The policy Night names it."));
  renderInside(<ChannelList />);
  await user.click(await screen.findByRole("button", { name: "More about Ops" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  await user.type(await screen.findByLabelText(/to confirm/), "Ops");
  await user.click(screen.getByRole("button", { name: "Delete the channel" }));
  expect(await screen.findByText("The policy Night names it.")).toBeInTheDocument();
});

test("a disabled channel can be enabled again from the toast", async () => {
  answer("post", "/channels/4/disable", () => HttpResponse.json({ ...opsChannel, enabled: false }));
  renderInside(<ChannelList />);
  await user.click(await screen.findByRole("button", { name: "More about Ops" }));
  await user.click(await screen.findByRole("menuitem", { name: "Disable" }));
  answer("post", "/channels/4/enable", () => HttpResponse.json(opsChannel));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(sent?.url).toMatch(/enable$/));
});

test("a new channel is tried before it is saved, as it stands in the form", async () => {
  answer("post", "/channels/try", () => HttpResponse.json(taken));
  renderInside(<NewChannel />, { search: "kind=email" });
  await user.type(await screen.findByLabelText(/^To/), "ada@example.com");
  await user.click(screen.getByRole("button", { name: "Send now" }));
  expect(await screen.findByText("ok: 42")).toBeInTheDocument();
  expect(sent?.body).toMatchObject({ kind: "email", config: { to: ["ada@example.com"] } });
});

test("a new channel is sent with what was set", async () => {
  answer("post", "/channels", () => HttpResponse.json(opsChannel, { status: 201 }));
  renderInside(<NewChannel />, { search: "kind=email" });
  await user.type(await screen.findByLabelText(/Name/), "Mail");
  await user.type(screen.getByLabelText(/^To/), "ada@example.com");
  await user.type(screen.getByLabelText(/Proof of life/), "7d");
  await user.click(screen.getByRole("button", { name: "Create the channel" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/channels"]));
  expect(sent?.body).toMatchObject({ name: "Mail", canary_every: "7d", fallback: null, body_template: null });
});

test("how the kind is set up can be read beside its fields", async () => {
  renderInside(<NewChannel />, { search: "kind=email" });
  await user.click(await screen.findByText("How to set up E-mail"));
  expect(screen.getByRole("heading", { name: "How" })).toBeVisible();
});

test("a message reads as it would be sent", async () => {
  renderInside(<NewChannel />, { search: "kind=email" });
  const message = await screen.findByRole("article", { name: "The message" });
  expect(within(message).getByText("Down: shop")).toBeInTheDocument();
});

test("what is wrong with a template stands at it, with its line", async () => {
  const errors = [{ pointer: "/body_template", message: "line 2: there is no `x`" }];
  renderInside(<NewChannel />, { search: "kind=email" });
  const field = await screen.findByRole("textbox", { name: "Message" });
  answer("post", "/channels/preview", () =>
    refusal(422, "validation_failed", "They cannot be used.", errors),
  );
  await user.type(field, "one{enter}two");
  await user.click(await screen.findByRole("button", { name: "Go to line 2" }));
  expect(field).toHaveAccessibleDescription(/there is no `x`/);
  const area = field as HTMLTextAreaElement;
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe("two");
});

test("a saved channel that was not touched is tried as it is saved", async () => {
  answer("post", "/channels/4/test", () => HttpResponse.json(taken));
  renderInside(<EditChannel />, { search: "id=4" });
  await user.click(await screen.findByRole("button", { name: "Send now" }));
  expect(await screen.findByText("ok: 42")).toBeInTheDocument();
});

test("a changed channel is tried with the secrets that the server has", async () => {
  answer("post", "/channels/try", () => HttpResponse.json(taken));
  renderInside(<EditChannel />, { search: "id=4" });
  await user.type(await screen.findByLabelText(/Chat/), "2");
  await user.click(screen.getByRole("button", { name: "Send now" }));
  await waitFor(() => expect(sent?.url).toMatch(/secrets_of=4$/));
  expect(sent?.body).toMatchObject({ config: { bot_token: "********", chat_id: "@ops2" } });
});

test("what somebody else has saved meanwhile is overwritten only on purpose", async () => {
  answer("put", "/channels/4", () => refusal(412, "changed", "It has changed."));
  renderInside(<EditChannel />, { search: "id=4" });
  await user.type(await screen.findByLabelText(/Name/), "!");
  await user.click(screen.getByRole("button", { name: "Save the changes" }));
  expect(await screen.findByText(/Somebody else has saved/)).toBeInTheDocument();
  expect(sent?.match).toBe('"2"');
  answer("put", "/channels/4", () => HttpResponse.json(opsChannel));
  await user.click(screen.getByRole("button", { name: "Save mine over it" }));
  await waitFor(() => expect(sent?.match).toBeNull());
});

test("a line of a template is found", () => {
  expect(lineOf("line 12: unexpected end")).toBe(12);
  expect(lineOf("must be shorter")).toBeNull();
  expect("a\nbcd\ne".slice(...boundsOf("a\nbcd\ne", 2))).toBe("bcd");
  expect(boundsOf("a", 9)).toEqual([1, 1]);
});
