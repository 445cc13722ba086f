import { render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { expect, test } from "vitest";
import { messages } from "@/i18n/de";
import { messages as english } from "@/i18n/en";
import { useAxisText, useLatencyText } from "./latency";

function Shown({ of, isAxis }: { of: readonly number[]; isAxis: boolean }) {
  const latency = useLatencyText();
  const axis = useAxisText();
  return <p>{of.map(isAxis ? axis : latency).join("; ")}</p>;
}

function show(of: readonly number[], { isAxis = false, isGerman = false } = {}) {
  render(
    <IntlProvider locale={isGerman ? "de" : "en"} messages={isGerman ? messages : english} timeZone="UTC">
      <Shown of={of} isAxis={isAxis} />
    </IntlProvider>,
  );
}

test("what takes less than a millisecond is not nothing", () => {
  show([0, 0.0002, 0.04, 0.4, 0.4373]);
  expect(screen.getByText("0 ms; 0.2 µs; 40 µs; 0.4 ms; 0.44 ms")).toBeInTheDocument();
});

test("the longer it takes the coarser it is told", () => {
  show([6.28, 38.4, 999, 1240, 12_340]);
  expect(screen.getByText("6.3 ms; 38 ms; 999 ms; 1.24 s; 12.3 s")).toBeInTheDocument();
});

test("no step of an axis looks like its neighbour", () => {
  show([0, 0.05, 0.1, 0.15, 0.25, 1.25, 12.5], { isAxis: true });
  expect(screen.getByText("0 ms; 50 µs; 0.1 ms; 0.15 ms; 0.25 ms; 1.25 ms; 12.5 ms")).toBeInTheDocument();
});

test("numbers are those of the language", () => {
  show([0.4, 1240], { isGerman: true });
  expect(screen.getByText("0,4 ms; 1,24 s")).toBeInTheDocument();
});
