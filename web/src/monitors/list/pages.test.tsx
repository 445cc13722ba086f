import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { type PageRange, useMonitorPages } from "./pages";
import { sample } from "./samples";

const QUERY = { sort: "name" } as const;
let client: QueryClient;

function Probe({ looked }: { looked: PageRange }) {
  client = useQueryClient();
  const { rows, isAll } = useMonitorPages(QUERY, looked);
  return <p>{`${rows.map((row) => row.id).join(" ")}${isAll ? "." : " …"}`}</p>;
}

/** Three pages of one monitor each, the second of which repeats the first; which ones were asked for. */
function servePages(): string[] {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/monitors", ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor") ?? "";
      asked.push(cursor);
      const pages: Record<string, [number[], string | null]> = {
        "": [[1], "b"],
        b: [[1, 2], "c"],
        c: [[3], null],
      };
      const [ids, next] = pages[cursor] ?? [[], null];
      return HttpResponse.json({ items: ids.map((id) => sample(id)), next_cursor: next });
    }),
  );
  return asked;
}

test("no page is read before one comes there", async () => {
  const asked = servePages();
  renderInside(<Probe looked={{ first: 0, last: 0 }} />);
  expect(await screen.findByText("1 …")).toBeVisible();
  expect(asked).toEqual([""]);
});

test("pages follow one another, and a monitor that has moved stands there once", async () => {
  servePages();
  renderInside(<Probe looked={{ first: 1, last: 2 }} />);
  expect(await screen.findByText("1 2 3.")).toBeVisible();
});

test("when something changes, only the pages in sight are read again", async () => {
  const asked = servePages();
  renderInside(<Probe looked={{ first: 2, last: 2 }} />);
  await screen.findByText("1 2 3.");
  asked.length = 0;
  await client.invalidateQueries({ queryKey: ["monitors"] });
  await waitFor(() => expect(asked).toEqual(["c"]));
});
