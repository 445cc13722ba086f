import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

/** As on a page that was opened just now: what a menu opens has not been loaded yet. */
beforeEach(() => vi.resetModules());

async function show() {
  const { renderInside } = await import("@/testing/render");
  const { Menu } = await import("./menu");
  renderInside(
    <Menu trigger={<button type="button">More</button>} items={[{ label: "Edit" }, { label: "Delete" }]} />,
  );
  return screen.getByRole("button", { name: "More" });
}

test("a press before it is loaded opens it", async () => {
  const trigger = await show();
  expect(trigger).toHaveAttribute("aria-haspopup", "menu");
  await userEvent.click(trigger);
  expect(trigger).toHaveAttribute("aria-expanded", "true");
  expect(await screen.findByRole("menu", { name: "More" })).toBeVisible();
});

test("the key that opens it goes to the first entry", async () => {
  const trigger = await show();
  trigger.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByRole("menuitem", { name: "Edit" })).toHaveFocus());
});

test("the arrow upwards goes to the last entry", async () => {
  const trigger = await show();
  trigger.focus();
  await userEvent.keyboard("{ArrowUp}");
  await waitFor(() => expect(screen.getByRole("menuitem", { name: "Delete" })).toHaveFocus());
});

test("closed, it gives the focus back to the same button", async () => {
  const trigger = await show();
  await userEvent.click(trigger);
  await screen.findByRole("menu");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(trigger).toHaveFocus());
  expect(trigger).toHaveAttribute("aria-expanded", "false");
});

test("a second press closes it", async () => {
  const trigger = await show();
  await userEvent.click(trigger);
  await screen.findByRole("menu");
  await userEvent.click(trigger);
  await waitFor(() => expect(screen.queryByRole("menu")).not.toBeInTheDocument());
});

test("the tabulator leaves it", async () => {
  const trigger = await show();
  trigger.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByRole("menuitem", { name: "Edit" })).toHaveFocus());
  await userEvent.keyboard("{Tab}");
  await waitFor(() => expect(trigger).toHaveFocus());
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
});
