import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { DeliveriesPage } from "./deliveries-page";

const AT = "2026-11-22T10:00:00Z";
const message = {
  id: 4,
  group_id: 1,
  channel_id: 2,
  user_id: null,
  destination: "Pager",
  purpose: "problem",
  title: "Down: Shop",
  incident_ids: [3],
  total: 1,
  status: "failed",
  fallback_of: null,
  attempts: 1,
  created_at: AT,
  available_at: null,
  finished_at: AT,
  last_error: "It answered 503",
};
const attempt = { id: 9, notification_id: 4, channel_id: 2, at: AT, took_ms: 12, outcome: "permanent" };

let asked: string[];

beforeEach(() => {
  asked = [];
  const listed = (path: string, items: object[]) =>
    http.get(`*/api/v1/${path}`, ({ request }) => {
      asked.push(path + new URL(request.url).search);
      return HttpResponse.json({ items, next_cursor: null });
    });
  server.use(
    listed("notifications", [message]),
    listed("deliveries", [{ ...attempt, status: 503, answer: "restarting" }]),
    listed("channels", [{ id: 2, name: "Pager" }]),
  );
});

test("a message says what was said to whom, and leads to its incident", async () => {
  renderInside(<DeliveriesPage />);
  expect(await screen.findByText("Down: Shop")).toBeVisible();
  expect(screen.getByText("to Pager")).toBeVisible();
  expect(screen.getByRole("link", { name: "The incident" })).toHaveAttribute("href", "/incident?id=3");
});

test("opened, it shows what the far side answered", async () => {
  renderInside(<DeliveriesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "1 attempt" }));
  expect(await screen.findByText("restarting")).toBeVisible();
  expect(asked).toContain("deliveries?notification_id=4&limit=50");
});

test("what the address asks for is asked of the server", async () => {
  renderInside(<DeliveriesPage />, { search: "?status=failed&channel=2&incident=3" });
  await screen.findByText("Down: Shop");
  expect(asked).toContain("notifications?status=failed&channel_id=2&incident_id=3&limit=50");
});

test("every attempt can be listed, by its outcome", async () => {
  renderInside(<DeliveriesPage />, { search: "?view=attempts" });
  expect(await screen.findByText("restarting")).toBeVisible();
  await userEvent.selectOptions(screen.getByLabelText("Outcome"), "permanent");
  await waitFor(() => expect(asked).toContain("deliveries?outcome=permanent&limit=50"));
});
