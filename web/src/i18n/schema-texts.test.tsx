import { QueryClient } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { type ReactElement, useState } from "react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import http from "@/forms/excerpts/http.json";
import type { JsonObject } from "@/forms/json";
import { KindChoice } from "@/forms/kind-choice";
import { SchemaForm } from "@/forms/schema-form";
import { renderInside } from "@/testing/render";
import { Markdown } from "@/ui/markdown";
import { messages } from "./de";
import { keepLocale } from "./locales";
import { useKindDocs, withSchemaTexts } from "./schema-texts";

function Form({ schema, value }: { schema: unknown; value: JsonObject }) {
  const [now, setNow] = useState(value);
  return <SchemaForm schema={schema} value={now} onChange={setNow} errors={{}} />;
}

function Docs({ text }: { text: string }) {
  const docs = useKindDocs();
  return <Markdown text={docs(text)} />;
}

const inGerman = (element: ReactElement) =>
  renderInside(
    <IntlProvider locale="de-AT" messages={messages} timeZone="UTC">
      {element}
    </IntlProvider>,
  );

const PLUGIN = {
  properties: { blast: { type: "string", title: "Blast radius", description: "How far it goes." } },
  required: ["blast"],
};

afterEach(() => localStorage.clear());

test("a German form has German labels and hints", async () => {
  inGerman(<Form schema={http} value={{}} />);
  expect(await screen.findByLabelText("Zertifikat prüfen")).toHaveAccessibleDescription(
    /nicht vertrauenswürdig/,
  );
  expect(screen.queryByText("Verify certificate")).toBeNull();
});

test("what can be chosen in it is German", async () => {
  inGerman(<Form schema={http} value={{ assertions: [{ type: "body", comparison: "not_contains" }] }} />);
  expect(await screen.findByRole("option", { name: "enthält nicht" })).toBeVisible();
  expect(screen.getByText(/^Der Body der Antwort enthält/)).toBeVisible();
});

test("a kind is told in German", async () => {
  const kind = { kind: "manual", title: "Posted state", summary: "Writes to a channel in Slack." };
  inGerman(<KindChoice question="?" kinds={[kind]} onChoose={() => undefined} />);
  expect(await screen.findByText("Gemeldeter Zustand")).toBeVisible();
  expect(screen.getByText("Schreibt in einen Kanal in Slack.")).toBeVisible();
});

test("what is written about a kind is German, each paragraph and heading", async () => {
  inGerman(<Docs text={"## What arrives\nA request by GET has no body.\n\nNo such words."} />);
  expect(await screen.findByRole("heading", { name: "Was ankommt" })).toBeVisible();
  expect(screen.getByText("Eine Anfrage mit GET hat keinen Body.")).toBeVisible();
  expect(screen.getByText("No such words.")).toBeVisible();
});

test("what nobody has translated is shown as it is", async () => {
  inGerman(
    <>
      <Form schema={PLUGIN} value={{}} />
      <Form schema={http} value={{}} />
    </>,
  );
  await screen.findByLabelText("Zertifikat prüfen");
  expect(screen.getByLabelText(/Blast radius/)).toHaveAccessibleDescription("How far it goes.");
});

test("in English everything is shown as it is", () => {
  renderInside(<Form schema={http} value={{}} />);
  expect(screen.getByLabelText("Verify certificate")).toBeInTheDocument();
});

test.each([
  ["de", 1],
  ["en", 0],
] as const)("kinds come with what they are told in: %s", async (locale, count) => {
  keepLocale(locale);
  const client = new QueryClient();
  expect(await withSchemaTexts(client, Promise.resolve("kinds"))).toBe("kinds");
  expect(client.getQueriesData({ queryKey: ["schema-texts"] })).toHaveLength(count);
});
