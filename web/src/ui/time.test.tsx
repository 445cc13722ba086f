import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { renderInside } from "@/testing/render";
import { Duration } from "./time";

const START = Date.parse("2026-11-22T12:00:00.400Z");

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

describe("what goes on", () => {
  test("is counted by the second while it is young", () => {
    renderInside(<Duration start={START} end={null} />);
    pass(3);
    expect(screen.getByText("3 s")).toBeVisible();
  });

  test("never lasts for a part of a second", () => {
    renderInside(<Duration start={START - 100} end={null} />);
    expect(screen.getByText("0 s")).toBeVisible();
  });

  test("is counted in minutes when it is old", () => {
    renderInside(<Duration start={START - 2_096_000} end={null} />);
    pass(60);
    expect(screen.getByText("36 min")).toBeVisible();
  });
});

test("what has ended keeps its length", () => {
  renderInside(<Duration start={START - 90_000} end={START} />);
  pass(60);
  expect(screen.getByText("1 min 30 s")).toBeVisible();
});
