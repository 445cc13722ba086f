import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Sparkline as SparklineAnswer } from "@/api/schema";
import { renderInside } from "@/testing/render";
import { Sparkline } from "./sparkline";

const line: SparklineAnswer = {
  start: "2026-03-01T00:00:00Z",
  step: 3600,
  latency_ms: [20, null, 1240, 40],
  bad: [0, 2, 0, 0],
};

test("the hours are said in one sentence", () => {
  renderInside(<Sparkline line={line} />);
  const name = "Latency of 4 hours: between 20 ms and 1.24 s; failures in 1 hour";
  expect(screen.getByRole("img")).toHaveAccessibleName(name);
});

test("hours in which nothing was measured are a gap", () => {
  const { container } = renderInside(<Sparkline line={{ ...line, bad: [0, 0, 0, 0] }} />);
  expect(container.querySelector("path")?.getAttribute("d")?.match(/M/g)).toHaveLength(2);
});

test("without any measurement it says so", () => {
  renderInside(<Sparkline line={{ ...line, latency_ms: [null, null], bad: [1, 1] }} />);
  const name = "Nothing was measured for 2 hours; failures in 2 hours";
  expect(screen.getByRole("img")).toHaveAccessibleName(name);
});
