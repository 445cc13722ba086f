import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { silenceSample } from "./samples";
import { endOf, SilenceNowDialog } from "./silence-now";

const user = userEvent.setup({ delay: null });
const NOW = Date.parse("2026-03-28T21:30:00Z");
let sent: unknown[] = [];

beforeEach(() => {
  sent = [];
  server.use(
    http.post("*/api/v1/silences", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(silenceSample, { status: 201 });
    }),
    http.post("*/api/v1/silences/9/end", () => HttpResponse.json(silenceSample)),
  );
});

test("the monitors are silenced by name, from now on, with a reason", async () => {
  const close = vi.fn();
  renderInside(<SilenceNowDialog title="Silence" monitors={[3, 7]} onClose={close} />);
  await user.type(await screen.findByLabelText(/^Why/), "Moving house");
  await user.click(screen.getByRole("button", { name: "Silence" }));
  expect(await screen.findByText("2 monitors are silenced")).toBeVisible();
  expect(sent).toMatchObject([
    { comment: "Moving house", match: { monitors: [3, 7], everything: false }, start: null, duration: null },
  ]);
  expect(close).toHaveBeenCalledOnce();
});

test("it can be undone at once", async () => {
  renderInside(<SilenceNowDialog title="Silence" monitors={[3]} onClose={() => undefined} />);
  await user.click(await screen.findByRole("button", { name: "Silence" }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("The silence is over.")).toBeVisible();
});

test("an end that is past is not sent", async () => {
  renderInside(<SilenceNowDialog title="Silence" monitors={[3]} onClose={() => undefined} />);
  await user.selectOptions(await screen.findByLabelText("For how long"), "until");
  await user.clear(screen.getByLabelText("Until"));
  await user.type(screen.getByLabelText("Until"), "2020-01-01T10:00");
  expect(screen.getByText("Choose a moment that lies ahead.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Silence" })).toBeDisabled();
});

test.each([
  ["hour", "2026-03-28T22:30:00.000Z"],
  ["hours", "2026-03-29T01:30:00.000Z"],
  // By then its clocks have been put forward.
  ["morning", "2026-03-29T06:00:00.000Z"],
  ["until", "2026-03-30T10:00:00.000Z"],
] as const)("in Berlin, %s ends at %s", (span, end) => {
  expect(new Date(endOf(span, "2026-03-30T12:00", "Europe/Berlin", NOW) ?? 0).toISOString()).toBe(end);
});
