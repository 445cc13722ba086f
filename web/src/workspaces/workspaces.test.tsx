import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { OwnWorkspaceAnswer } from "@/api/schema";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { WorkspacesPage } from "./workspaces-page";

const at = (path: string) => `http://tocsin.test/api/v1${path}`;
const present = { deleted_at: null, restorable_until: null };
const OWN: OwnWorkspaceAnswer = { id: 1, name: "Example", role: "owner", ...present };
const OTHER: OwnWorkspaceAnswer = { id: 2, name: "Customer", role: "viewer", ...present };
const GONE: OwnWorkspaceAnswer = {
  id: 3,
  name: "Old",
  role: "owner",
  deleted_at: "2029-01-01T00:00:00Z",
  restorable_until: "2029-01-08T00:00:00Z",
};

const posted: string[] = [];

beforeEach(() => {
  posted.length = 0;
  server.use(
    http.get(at("/workspaces"), () => HttpResponse.json({ items: [OWN, OTHER, GONE], next_cursor: null })),
    http.post(at("/workspaces/:id/:verb"), ({ params }) => {
      posted.push(`${params.verb} ${params.id}`);
      return HttpResponse.json({});
    }),
  );
});

it("a deleted one can be brought back", async () => {
  renderInside(<WorkspacesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Restore" }));
  expect(await screen.findByText(/Old is back/)).toBeVisible();
  expect(posted).toEqual(["restore 3"]);
});

it("leaving wants its name", async () => {
  renderInside(<WorkspacesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
  const dialog = await screen.findByRole("dialog", { name: "Leave Customer?" });
  await userEvent.type(within(dialog).getByRole("textbox"), "Customer{Enter}");
  await waitFor(() => expect(posted).toEqual(["leave 2"]));
});

it("an owner is offered no way to leave", async () => {
  renderInside(<WorkspacesPage />);
  await screen.findByText("Customer");
  expect(screen.getAllByRole("button", { name: "Leave" })).toHaveLength(1);
});
