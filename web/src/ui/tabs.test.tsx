import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Tabs } from "./tabs";

const TABS = ["One", "Two", "Three"].map((label) => ({ value: label, label, panel: <p>{label}, shown</p> }));

function Example() {
  const [value, setValue] = useState("Two");
  return <Tabs label="Numbers" tabs={TABS} value={value} onChange={setValue} />;
}

const tab = (name: string) => screen.getByRole("tab", { name });

test("the panel is that of the tab that is chosen, and says so", async () => {
  render(<Example />);
  await userEvent.click(tab("Three"));
  expect(screen.getByRole("tabpanel", { name: "Three" })).toHaveTextContent("Three, shown");
  expect(tab("Three")).toHaveAttribute("aria-selected", "true");
  expect(tab("Two")).toHaveAttribute("aria-selected", "false");
});

test("the tabulator comes to the chosen tab alone", async () => {
  render(<Example />);
  await userEvent.tab();
  expect(tab("Two")).toHaveFocus();
  await userEvent.tab();
  expect(document.body).toHaveFocus();
});

test("arrows go from tab to tab and around, and choose nothing by themselves", async () => {
  render(<Example />);
  await userEvent.tab();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}");
  expect(tab("One")).toHaveFocus();
  expect(tab("Two")).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{End}{Enter}");
  expect(screen.getByRole("tabpanel", { name: "Three" })).toBeVisible();
});
