import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Bars as BarsAnswer } from "@/api/schema";
import { renderInside } from "@/testing/render";
import { Bars } from "./bars";

const bars: BarsAnswer = {
  total: 0.995,
  start: "2026-03-01",
  availability: [1, 0.99, null, null],
  degraded_seconds: [0, 600, 0, 0],
  down_seconds: [0, 864, 0, 0],
  unknown_seconds: [0, 0, 86_400, 0],
};

test("all days are said in one sentence", () => {
  renderInside(<Bars bars={bars} />);
  expect(screen.getByRole("img")).toHaveAccessibleName("4 days: 99.50% available, down on 1 of them");
});

test("days of which nothing is known are said to be so", () => {
  renderInside(<Bars bars={{ ...bars, total: null }} />);
  expect(screen.getByRole("img")).toHaveAccessibleName("4 days, of which nothing is known yet");
});

test("the day under the pointer says how it was", () => {
  renderInside(<Bars bars={bars} />);
  const picture = screen.getByRole("img").parentElement as HTMLElement;
  picture.getBoundingClientRect = () => ({ left: 0, width: 400 }) as DOMRect;
  fireEvent.pointerMove(picture, { clientX: 150 });
  expect(screen.getByText("Mar 2: 99.00%, down for 14 min 24 s, degraded for 10 min")).toBeVisible();
  fireEvent.pointerMove(picture, { clientX: 250 });
  expect(screen.getByText("Mar 3: nothing is known")).toBeVisible();
});

test("a minute of a day can be seen", () => {
  const { container } = renderInside(<Bars bars={{ ...bars, down_seconds: [60, 0, 0, 0] }} />);
  expect(container.querySelector(".stroke-down-fill")).toHaveAttribute("d", "M2 24.0V12.0");
});

test("what was down for a second is not shown as always up", () => {
  renderInside(<Bars bars={{ ...bars, total: 0.999999 }} />);
  expect(screen.getByRole("img")).toHaveAccessibleName(/99.999%/);
});
