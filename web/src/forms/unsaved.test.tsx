import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { useWayOut } from "@/ui/leaving";
import { Link } from "@/ui/link";
import { UnsavedGuard } from "./unsaved";

const user = userEvent.setup({ delay: null });
const question = { name: "Leave without saving?" };
const answer = async (name: string) => user.click(await screen.findByRole("button", { name }));

function Elsewhere() {
  const go = useWayOut();
  return (
    <>
      <Link href="/rules">Rules</Link>
      <button type="button" onClick={() => go("/monitors")}>
        Monitors
      </button>
    </>
  );
}

function show(isDirty = true) {
  return renderInside(
    <>
      <UnsavedGuard isDirty={isDirty} />
      <Elsewhere />
    </>,
  );
}

/** As the browsers have it that tell of going back before they do it. */
class Traversals extends EventTarget {
  readonly gone: string[] = [];
  traverseTo(key: string) {
    this.gone.push(key);
  }
  go(navigationType: string): Event {
    const event = Object.assign(new Event("navigate", { cancelable: true }), {
      navigationType,
      destination: { key: "before" },
    });
    this.dispatchEvent(event);
    return event;
  }
}

function withTraversals(): Traversals {
  const made = new Traversals();
  vi.stubGlobal("navigation", made);
  return made;
}

afterEach(() => void vi.unstubAllGlobals());

test("a link leads elsewhere only after a question", async () => {
  show();
  await user.click(screen.getByRole("link", { name: "Rules" }));
  expect(await screen.findByRole("dialog", question)).toBeVisible();
  expect(navigation.visited).toEqual([]);
  await answer("Leave");
  expect(navigation.visited).toEqual(["/rules"]);
});

test("so does whatever pushes", async () => {
  show();
  await user.click(screen.getByRole("button", { name: "Monitors" }));
  expect(await screen.findByRole("dialog", question)).toBeVisible();
  expect(navigation.visited).toEqual([]);
  await answer("Leave");
  expect(navigation.visited).toEqual(["/monitors"]);
});

test("who stays has left nothing", async () => {
  show();
  await user.click(screen.getByRole("button", { name: "Monitors" }));
  await answer("Stay here");
  expect(navigation.visited).toEqual([]);
});

test("without changes there is no question", async () => {
  show(false);
  await user.click(screen.getByRole("button", { name: "Monitors" }));
  expect(screen.queryByRole("dialog", question)).toBeNull();
  expect(navigation.visited).toEqual(["/monitors"]);
});

test("back and forward lead elsewhere only after a question", async () => {
  const traversals = withTraversals();
  show();
  expect(traversals.go("traverse").defaultPrevented).toBe(true);
  await answer("Leave");
  expect(traversals.gone).toEqual(["before"]);
  expect(traversals.go("traverse").defaultPrevented).toBe(false);
});

test("what stays on the page is no question", () => {
  const traversals = withTraversals();
  show();
  expect(traversals.go("replace").defaultPrevented).toBe(false);
  expect(screen.queryByRole("dialog", question)).toBeNull();
});

test("a browser that tells of going back only afterwards stays where it is until it was asked", async () => {
  const go = vi.spyOn(history, "go").mockReturnValue(undefined);
  const entries = history.length;
  const routed = vi.fn();
  window.addEventListener("popstate", routed);
  show();
  expect(history.length).toBe(entries + 1);
  window.dispatchEvent(new PopStateEvent("popstate"));
  expect(routed).not.toHaveBeenCalled();
  await answer("Leave");
  expect(go).toHaveBeenCalledWith(-2);
  window.removeEventListener("popstate", routed);
});

test.each([true, false])("the browser asks before the tab is closed if there are changes: %s", (isDirty) => {
  show(isDirty);
  const closing = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(closing);
  expect(closing.defaultPrevented).toBe(isDirty);
});
