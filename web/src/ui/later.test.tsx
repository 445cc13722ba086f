import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { type Later, later, useLater } from "./later";

const Words = () => <p>here</p>;

function Place({ part, isWanted }: { part: Later<typeof Words>; isWanted: boolean }) {
  const Part = useLater(part, isWanted, () => document.body.append("not come"));
  return Part && <Part />;
}

test("what is wanted is shown once it has come", async () => {
  render(<Place part={later(async () => Words)} isWanted />);
  expect(screen.queryByText("here")).not.toBeInTheDocument();
  expect(await screen.findByText("here")).toBeVisible();
});

test("what nobody has asked for comes while nobody waits", async () => {
  const fetchPart = vi.fn(async () => Words);
  render(<Place part={later(fetchPart)} isWanted={false} />);
  expect(fetchPart).not.toHaveBeenCalled();
  expect(await screen.findByText("here")).toBeVisible();
});

test("what did not come is told, and comes when it is wanted again", async () => {
  const fetchPart = vi.fn(async () => Words).mockRejectedValueOnce(new Error("no network"));
  const part = later(fetchPart);
  const { rerender } = render(<Place part={part} isWanted />);
  expect(await screen.findByText("not come")).toBeVisible();
  rerender(<Place part={part} isWanted={false} />);
  rerender(<Place part={part} isWanted />);
  expect(await screen.findByText("here")).toBeVisible();
});

test("all who ask share one fetch", async () => {
  const fetchPart = vi.fn(async () => Words);
  const part = later(fetchPart);
  await Promise.all([part.load(), part.load()]);
  expect(fetchPart).toHaveBeenCalledOnce();
});
