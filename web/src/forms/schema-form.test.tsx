import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import apprise from "./excerpts/apprise.json";
import heartbeat from "./excerpts/heartbeat.json";
import http from "./excerpts/http.json";
import { fieldsOf } from "./fields";
import type { Errors, JsonObject } from "./json";
import { SchemaForm } from "./schema-form";
import { sentObject } from "./sent";

interface Given {
  schema?: unknown;
  example?: unknown;
  value?: JsonObject;
  errors?: Errors;
}

function Held({
  schema,
  example,
  value = {},
  errors = {},
  onHold,
}: Given & { onHold: (value: JsonObject) => void }) {
  const [now, setNow] = useState(value);
  onHold(now);
  return <SchemaForm schema={schema} example={example} value={now} onChange={setNow} errors={errors} />;
}

/** Shows a form; answers what it would send. */
function show({ schema = http, ...rest }: Given = {}) {
  let held: JsonObject = {};
  const onHold = (value: JsonObject) => {
    held = value;
  };
  renderInside(<Held schema={schema} {...rest} onHold={onHold} />);
  return () => sentObject(fieldsOf(schema), held);
}

const user = userEvent.setup({ delay: null });
const more = () => screen.getByText("More settings").closest("details");

test("what was typed is what is sent", async () => {
  const sent = show();
  await user.type(screen.getByLabelText(/URL/), "https://a.example");
  await user.selectOptions(screen.getByLabelText("Method"), "HEAD");
  await user.click(screen.getByLabelText("Verify certificate"));
  expect(sent()).toEqual({ url: "https://a.example", method: "HEAD", verify: false });
});

test("fields with a default are folded until one is set", () => {
  show({ value: { url: "https://a.example" } });
  expect(more()).not.toHaveAttribute("open");
});

test("what is set is seen", () => {
  show({ value: { url: "https://a.example", max_redirects: 3 } });
  expect(more()).toHaveAttribute("open");
  expect(screen.getByText("1 set")).toBeInTheDocument();
});

test("an error stands at its field, and unfolds it", () => {
  show({ errors: { "/config/max_redirects": "must be at most 50" } });
  expect(more()).toHaveAttribute("open");
  expect(screen.getByLabelText("Redirect limit")).toHaveAccessibleDescription(/must be at most 50/);
  expect(screen.getByLabelText("Redirect limit")).toBeInvalid();
});

test("a number can be emptied and typed anew", async () => {
  const sent = show();
  const limit = screen.getByLabelText("Redirect limit");
  await user.clear(limit);
  expect(limit).toHaveValue("");
  await user.type(limit, "7");
  expect(sent()).toEqual({ max_redirects: 7 });
});

test("seconds show as a duration, and a duration is typed as one", async () => {
  const sent = show({ schema: heartbeat, value: { period: 3600 } });
  expect(screen.getByLabelText("Period")).toHaveValue("1h");
  expect(screen.getByLabelText("Grace")).toHaveValue("5m");
  await user.clear(screen.getByLabelText("Period"));
  await user.type(screen.getByLabelText("Period"), "90");
  expect(sent()).toEqual({ period: 90 });
});

test("a secret is not shown, and kept until another is typed", async () => {
  const sent = show({ value: { password: "********" } });
  const password = screen.getByLabelText("Password");
  expect(password).toHaveValue("");
  expect(password).toHaveAccessibleDescription(/Kept as it is/);
  await user.type(password, "new");
  expect(sent()).toEqual({ password: "new" });
  await user.clear(password);
  expect(sent()).toEqual({ password: "********" });
});

test("a secret that can be done without is removed", async () => {
  const sent = show({ value: { password: "********" } });
  await user.click(screen.getByRole("button", { name: "Remove the secret" }));
  expect(sent()).toEqual({});
  await user.click(screen.getByRole("button", { name: "Keep the saved secret" }));
  expect(sent()).toEqual({ password: "********" });
});

test("headers are rows of names and values", async () => {
  const sent = show();
  await user.click(screen.getByRole("button", { name: "Add a row: Headers" }));
  await user.type(screen.getByLabelText("Headers: name"), "Accept");
  await user.type(screen.getByLabelText("Value of Accept"), "text/html");
  expect(sent()).toEqual({ headers: { Accept: "text/html" } });
  await user.click(screen.getByRole("button", { name: "Remove Accept" }));
  expect(sent()).toEqual({});
});

test("an assertion is added by its type, with the fields of its type", async () => {
  const sent = show({ example: { assertions: [] } });
  await user.click(screen.getByRole("button", { name: "Add: Assertions" }));
  await user.click(await screen.findByRole("menuitem", { name: "Status" }));
  await user.type(screen.getByLabelText(/Status codes/), "200{enter}300-399");
  expect(sent()).toEqual({ assertions: [{ type: "status", values: [200, "300-399"] }] });
});

test("assertions are moved and removed", async () => {
  const first = { type: "body", value: "first" };
  const second = { type: "json", expression: "second" };
  const sent = show({ example: { assertions: [] }, value: { assertions: [first, second] } });
  await user.click(screen.getByRole("button", { name: "Move JSON up" }));
  expect(sent()).toEqual({ assertions: [second, first] });
  await user.click(screen.getByRole("button", { name: "Remove Body" }));
  expect(sent()).toEqual({ assertions: [second] });
});

test("an error of an assertion stands in its row", () => {
  show({
    value: { assertions: [{ type: "body", value: "first" }, { type: "body" }] },
    errors: { "/config/assertions/1/value": "is required" },
  });
  const [first, second] = screen.getAllByRole("listitem");
  expect(within(second as HTMLElement).getByText("is required")).toBeInTheDocument();
  expect(within(first as HTMLElement).queryByText("is required")).toBeNull();
});

test("JSON that is none yet is kept as it was typed", async () => {
  show({ value: { assertions: [{ type: "json", expression: "ok" }] } });
  const field = screen.getByLabelText("Value");
  await user.type(field, "[[1, ");
  expect(field).toHaveValue("[1, ");
});

test("secrets in a list have a field each", async () => {
  const sent = show({ schema: apprise, value: { urls: ["********"] } });
  await user.click(screen.getByRole("button", { name: "Add: Addresses" }));
  await user.type(screen.getByLabelText(/^Addresses 2/), "ntfys://a");
  expect(sent()).toEqual({ urls: ["********", "ntfys://a"] });
});

test("what is wrong with the whole stands above it", () => {
  show({ schema: heartbeat, errors: { "/config": "must set exactly one" } });
  expect(screen.getByText("must set exactly one")).toBeInTheDocument();
});

const SIGNED = {
  properties: {
    name: { type: "string" },
    signature: {
      anyOf: [
        { type: "object", properties: { secret: { type: "string" } }, required: ["secret"] },
        { type: "null" },
      ],
      default: null,
    },
  },
  required: ["name"],
};
const signature = () => screen.getByText("Signature", { selector: "summary" }).closest("details");

test.each([
  [{ value: { name: "a" } }, false],
  [{ value: { name: "a", signature: { secret: "12345678" } } }, true],
  [{ value: { name: "a" }, errors: { "/config/signature/secret": "too short" } }, true],
])("a group is open only if something in it is set or wrong: %o", (given, isOpen) => {
  show({ schema: SIGNED, example: { name: "", signature: {} }, ...given });
  expect(signature()?.open).toBe(isOpen);
});
