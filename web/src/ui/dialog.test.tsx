import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderInside } from "@/testing/render";
import { ConfirmDialog, Dialog } from "./dialog";
import { TextField } from "./fields";

const ignore = () => undefined;
const confirmed = { isOpen: true, onClose: ignore, onConfirm: ignore, lead: "For good.", action: "Delete" };

test("the first field has the focus", async () => {
  renderInside(
    <Dialog isOpen onClose={ignore} title="New key">
      <TextField label="Name" value="" onChange={ignore} />
    </Dialog>,
  );
  const field = await screen.findByRole("textbox", { name: "Name" });
  await waitFor(() => expect(field).toHaveFocus());
});

test("without a field, the dialog itself has the focus, and is read out", async () => {
  renderInside(
    <Dialog isOpen onClose={ignore} title="Shortcuts">
      <a href="/elsewhere">Elsewhere</a>
    </Dialog>,
  );
  const dialog = await screen.findByRole("dialog", { name: "Shortcuts" });
  await waitFor(() => expect(dialog).toHaveFocus());
});

test("before something is destroyed, the way back has the focus", async () => {
  renderInside(<ConfirmDialog {...confirmed} title="Delete?" />);
  const cancel = await screen.findByRole("button", { name: "Cancel" });
  await waitFor(() => expect(cancel).toHaveFocus());
});

test("where a name has to be typed, its field has the focus", async () => {
  renderInside(<ConfirmDialog {...confirmed} title="Delete Shop?" name="Shop" />);
  const field = await screen.findByRole("textbox");
  await waitFor(() => expect(field).toHaveFocus());
});
