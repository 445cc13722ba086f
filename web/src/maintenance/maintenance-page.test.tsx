import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { MaintenancePage } from "./maintenance-page";

const local = (date: number, hour: number) => new Date(2030, 2, date, hour).toISOString();
const night = { id: 4, comment: "New switches", start: local(14, 22), end: local(15, 6) };

let asked: URLSearchParams;

beforeEach(() => {
  server.use(
    http.get("*/api/v1/maintenance-windows/occurrences", ({ request }) => {
      asked = new URL(request.url).searchParams;
      return HttpResponse.json({ items: [night], next_cursor: null });
    }),
  );
});

const day = (date: number) => screen.getByRole("button", { name: new RegExp(`March ${date}, 2030`) });

async function shown(): Promise<HTMLElement> {
  renderInside(<MaintenancePage />, { search: "?month=2030-03" });
  const table = await screen.findByRole("table", { name: "Maintenance in March 2030" });
  await within(table).findAllByText("New switches");
  return table;
}

test("a window over midnight stands on both of its days", async () => {
  const table = await shown();
  expect(within(table).getAllByText("New switches")).toHaveLength(2);
  expect(day(14)).toHaveAccessibleName(/1 window/);
  expect(day(16)).toHaveAccessibleName(/nothing planned/);
});

test("whole weeks are asked for", async () => {
  await shown();
  const days = (Date.parse(asked.get("to") ?? "") - Date.parse(asked.get("from") ?? "")) / 86_400_000;
  expect(Math.round(days) % 7).toBe(0);
});

test("arrows go from day to day, and over the edge into the next month", async () => {
  await shown();
  day(1).focus();
  await userEvent.keyboard("{ArrowDown}{ArrowRight}");
  expect(day(9)).toHaveFocus();
  await userEvent.keyboard("{PageDown}");
  expect(await screen.findByRole("button", { name: /April 1, 2030/ })).toHaveFocus();
});

test("pressing a day plans something on it", async () => {
  server.use(http.get("*/api/v1/*", () => HttpResponse.json({ items: [], next_cursor: null })));
  renderInside(<MaintenancePage />, { search: "?month=2030-03" });
  await userEvent.click(await screen.findByRole("button", { name: /March 20, 2030/ }));
  const dialog = await screen.findByRole("dialog", { name: "Plan maintenance" });
  expect(within(dialog).getByLabelText("Start")).toHaveValue("2030-03-20T09:00");
});
