import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { renderInside } from "@/testing/render";
import { newTellings, type Telling } from "./tellings";
import { useToast } from "./toast";

function Paused({ onUndo }: { onUndo: () => void }) {
  const { done } = useToast();
  return (
    <button type="button" onClick={() => done("Paused", onUndo)}>
      Pause
    </button>
  );
}

test("what is said before there is a place for it is shown, with its way back", async () => {
  const onUndo = vi.fn();
  renderInside(<Paused onUndo={onUndo} />);
  await userEvent.click(screen.getByRole("button", { name: "Pause" }));
  expect(await screen.findByText("Paused")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(onUndo).toHaveBeenCalledOnce();
});

test("whoever comes to listen hears what was said, once and in order", () => {
  const tellings = newTellings();
  const heard: string[] = [];
  const hear = ({ title }: Telling) => void heard.push(title);
  for (const title of ["one", "two"]) tellings.say({ title, timeout: 1 });
  tellings.listen(hear)();
  tellings.listen(hear);
  tellings.say({ title: "three", timeout: 1 });
  expect(heard).toEqual(["one", "two", "three"]);
});
