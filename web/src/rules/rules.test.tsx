import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http as route } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { RuleAnswer } from "@/api/schema";
import { EVERYTHING, sentMatch } from "@/matching/match";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { EditRule, NewRule } from "./edit-rule";
import { RulesPage } from "./rules-page";

const API = "http://tocsin.test/api/v1";
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const user = userEvent.setup({ delay: null });
const slow: RuleAnswer = {
  id: 5,
  name: "Slow pages",
  enabled: true,
  match: sentMatch(EVERYTHING),
  metric: "latency",
  above: 800,
  below: null,
  window: 300,
  short_window: null,
  percentile: 95,
  objective: null,
  least_results: 3,
  severity: "warning",
  confirmations: 2,
  recoveries: 2,
  revision: 1,
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
};
const shop = { monitor_id: 7, monitor_name: "Shop", value: 1234, is_beyond: true, summary: "" };
const state = { ...shop, is_broken: true, since: "2026-11-22T08:00:00Z", incident_id: 12 };
let sent: unknown;

/** Keeps what was sent there, and answers so. */
function answer(method: "post" | "put", path: string, reply: () => Response) {
  server.use(
    route[method](`${API}${path}`, async ({ request }) => {
      sent = await request.json();
      return reply();
    }),
  );
}

beforeEach(() => {
  sent = undefined;
  server.use(
    route.get(`${API}/rules`, () => page([slow])),
    route.get(`${API}/rules/5`, () => HttpResponse.json(slow, { headers: { ETag: '"1"' } })),
    route.get(`${API}/rules/5/states`, () => page([state])),
    route.get(`${API}/monitors`, () => page([])),
    route.get(`${API}/tags`, () => page([])),
    route.get(`${API}/kinds`, () => page([])),
  );
});

test("a rule says what breaks it, and which monitors do", async () => {
  renderInside(<RulesPage />);
  expect(await screen.findByText("Latency (p95) above 800 ms over 5 min")).toBeInTheDocument();
  expect(await screen.findByText("Broken by one")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Shop" })).toHaveAttribute("href", "/incident?id=12");
});

test("a rule that is off is asked nothing", async () => {
  server.use(route.get(`${API}/rules`, () => page([{ ...slow, enabled: false }])));
  renderInside(<RulesPage />);
  expect(await screen.findByText("Off")).toBeInTheDocument();
});

test("a new rule is sent with the fields that its figure has", async () => {
  answer("post", "/rules", () => HttpResponse.json(slow, { status: 201 }));
  renderInside(<NewRule />);
  await user.type(screen.getByLabelText(/^Name \*/), "Soon");
  await user.selectOptions(screen.getByLabelText("Figure"), "certificate_days");
  await user.type(screen.getByLabelText(/^Threshold/), "14");
  await user.click(screen.getByRole("button", { name: "Create the rule" }));
  await waitFor(() => expect(navigation.visited).toEqual(["/rules"]));
  expect(sent).toMatchObject({ name: "Soon", metric: "certificate_days", below: 14 });
  expect(sent).not.toHaveProperty("percentile");
});

test("a trial says which monitors would break it now", async () => {
  const trial = { looked_at: 3, beyond: 1, untold: 1, items: [shop] };
  answer("post", "/rules/try", () => HttpResponse.json(trial));
  renderInside(<EditRule />, { search: "id=5" });
  await user.click(await screen.findByRole("button", { name: "Try it" }));
  expect(await screen.findByText("1 of 3 monitors beyond the threshold")).toBeInTheDocument();
  expect(screen.getByText("1,234 ms")).toBeInTheDocument();
  expect(sent).toMatchObject({ above: 800, window: "5m", percentile: 95 });
});

test("a threshold that is refused is refused at its field", async () => {
  const errors = [{ pointer: "/above", message: "must be a number of ms" }];
  answer("put", "/rules/5", () =>
    HttpResponse.json(
      { type: "", title: "", status: 422, detail: "No.", code: "x", errors },
      { status: 422 },
    ),
  );
  renderInside(<EditRule />, { search: "id=5" });
  await user.click(await screen.findByRole("button", { name: "Save" }));
  expect(await screen.findByText("must be a number of ms")).toBeInTheDocument();
  expect(screen.getByLabelText(/^Threshold/)).toHaveAccessibleDescription("must be a number of ms");
});
