import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { silenceSample } from "./samples";
import { SilencesPage } from "./silences-page";

const NOTHING = { items: [], next_cursor: null };
const active = { ...silenceSample, status: "active", current: silenceSample.next[0] };

beforeEach(() => {
  server.use(
    http.get("*/api/v1/silences", () => HttpResponse.json({ ...NOTHING, items: [silenceSample] })),
    http.get("*/api/v1/silences/9", () => HttpResponse.json(silenceSample, { headers: { ETag: '"1"' } })),
    ...["tags", "monitors", "kinds"].map((path) =>
      http.get(`*/api/v1/${path}`, () => HttpResponse.json(NOTHING)),
    ),
  );
});

test("those that hold now are asked for first", async () => {
  let status: string | null = null;
  server.use(
    http.get("*/api/v1/silences", ({ request }) => {
      status = new URL(request.url).searchParams.get("status");
      return HttpResponse.json(NOTHING);
    }),
  );
  renderInside(<SilencesPage />);
  expect(await screen.findByText("Nothing is silenced now")).toBeVisible();
  expect(status).toBe("active");
});

test("one says when it holds next, as the server counts it", async () => {
  renderInside(<SilencesPage />, { search: "?id=9" });
  const dialog = await screen.findByRole("dialog", { name: "Weekly restart" });
  expect(await within(dialog).findByText("every Sun")).toBeVisible();
  expect(within(dialog).getByText("3 monitors at this moment")).toBeVisible();
  expect(within(dialog).getByText("Mar 31, 2030, 1:00 AM")).toBeVisible();
});

test("what is made is sent, and shown as the server has it", async () => {
  let sent: unknown;
  server.use(
    http.post("*/api/v1/silences", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(silenceSample, { status: 201 });
    }),
  );
  renderInside(<SilencesPage />, { search: "?form=new" });
  await userEvent.type(await screen.findByLabelText(/^Why/), "Deploy");
  await userEvent.click(screen.getByLabelText("Every monitor, new ones too"));
  await userEvent.selectOptions(screen.getByLabelText("Repeats"), "day");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByRole("dialog", { name: "Weekly restart" })).toBeVisible();
  expect(sent).toMatchObject({ comment: "Deploy", match: { everything: true }, rrule: "FREQ=DAILY" });
});

test("what is wrong is said at its field", async () => {
  const errors = [{ pointer: "/rrule", message: "FREQ must come first" }];
  server.use(
    http.post("*/api/v1/silences", () =>
      HttpResponse.json({ code: "validation_failed", detail: "1 fault", errors }, { status: 422 }),
    ),
  );
  renderInside(<SilencesPage />, { search: "?form=new" });
  await userEvent.selectOptions(await screen.findByLabelText("Repeats"), "rule");
  await userEvent.type(screen.getByLabelText("Rule"), "daily");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("FREQ must come first")).toBeVisible();
  expect(screen.getByLabelText("Rule")).toHaveAttribute("aria-invalid", "true");
});

test("what somebody else has saved meanwhile is not saved over unasked", async () => {
  const matches: (string | null)[] = [];
  server.use(
    http.put("*/api/v1/silences/9", ({ request }) => {
      const match = request.headers.get("if-match");
      matches.push(match);
      return match
        ? HttpResponse.json({ code: "precondition_failed", detail: "old" }, { status: 412 })
        : HttpResponse.json(silenceSample);
    }),
  );
  renderInside(<SilencesPage />, { search: "?id=9&form=edit" });
  await userEvent.click(await screen.findByRole("button", { name: "Save" }));
  await userEvent.click(await screen.findByRole("button", { name: "Save mine over it" }));
  await waitFor(() => expect(matches).toEqual(['"1"', null]));
});

test("a form that is begun anew holds what somebody else has saved", async () => {
  server.use(
    http.put("*/api/v1/silences/9", () =>
      HttpResponse.json({ code: "precondition_failed", detail: "old" }, { status: 412 }),
    ),
  );
  renderInside(<SilencesPage />, { search: "?id=9&form=edit" });
  await userEvent.click(await screen.findByRole("button", { name: "Save" }));
  const theirs = { ...silenceSample, comment: "Theirs", revision: 2 };
  server.use(http.get("*/api/v1/silences/9", () => HttpResponse.json(theirs, { headers: { ETag: '"2"' } })));
  await userEvent.click(await screen.findByRole("button", { name: "Load theirs" }));
  await waitFor(() => expect(screen.getByLabelText(/^Why/)).toHaveValue("Theirs"));
});

test("ending one asks first, and tells what will happen", async () => {
  let isEnded = false;
  server.use(
    http.get("*/api/v1/silences/9", () => HttpResponse.json({ ...active, start: "2020-01-05T02:00:00Z" })),
    http.post("*/api/v1/silences/9/end", () => {
      isEnded = true;
      return HttpResponse.json({ ...active, status: "ended" });
    }),
  );
  renderInside(<SilencesPage />, { search: "?id=9" });
  await userEvent.click(await screen.findByRole("button", { name: "End it now" }));
  const question = await screen.findByRole("dialog", { name: "End “Weekly restart”?" });
  expect(isEnded).toBe(false);
  await userEvent.click(within(question).getByRole("button", { name: "End it now" }));
  await waitFor(() => expect(isEnded).toBe(true));
});

test("a number that is a maintenance window's leads to it", async () => {
  server.use(
    http.get("*/api/v1/silences/9", () => HttpResponse.json({ code: "not_found" }, { status: 404 })),
  );
  renderInside(<SilencesPage />, { search: "?id=9" });
  await waitFor(() => expect(navigation.visited).toContain("/maintenance?id=9"));
});

test("who may only look has nothing to press", async () => {
  renderInside(<SilencesPage />, { search: "?id=9", can: (permission) => permission !== "silences:write" });
  await screen.findByRole("dialog", { name: "Weekly restart" });
  expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
});
