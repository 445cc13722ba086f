import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { MonitorCounts } from "@/api/schema";
import { renderInside } from "@/testing/render";
import { standingOf, useSentence } from "./sentence";

const NONE: MonitorCounts = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, maintenance: 0 };

function Sentence({ counts, paused = 0 }: { counts: Partial<MonitorCounts>; paused?: number }) {
  const running = { ...NONE, ...counts };
  return <p>{useSentence()(standingOf(running, { ...running, paused }))}</p>;
}

test.each([
  [{ up: 214 }, "All 214 monitors are up."],
  [{ up: 1 }, "Your monitor is up."],
  [{ up: 208, down: 2, degraded: 1 }, "2 monitors are down, 1 degraded; 208 are up."],
  [{ up: 1, unknown: 3 }, "3 monitors are unknown; 1 is up."],
  [{ down: 1 }, "1 monitor is down; none is up."],
])("%o is said as: %s", (counts, words) => {
  renderInside(<Sentence counts={counts} />);
  expect(screen.getByText(words)).toBeVisible();
});

test("where all are paused, it does not say that they are up", () => {
  renderInside(<Sentence counts={{}} paused={3} />);
  expect(screen.getByText("All 3 monitors are paused.")).toBeVisible();
});

test("those that are paused are not counted as down", () => {
  const running = { ...NONE, up: 4 };
  expect(standingOf(running, { ...NONE, up: 4, down: 1, paused: 1 })).toMatchObject({ worst: "up", all: 5 });
});
