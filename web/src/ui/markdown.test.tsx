import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { blocksOf, Markdown } from "./markdown";

test("blocks are told apart", () => {
  const text =
    "First\nsecond.\n\n## Title\n1. One\n   goes on\n2. Two\n\n    code\n\n| a | b |\n| - | - |\n| 1 | 2 |";
  expect(blocksOf(text)).toEqual([
    { type: "paragraph", text: "First second." },
    { type: "heading", depth: 2, text: "Title" },
    { type: "list", isOrdered: true, items: ["One goes on", "Two"] },
    { type: "code", text: "code" },
    {
      type: "table",
      rows: [
        ["a", "b"],
        ["1", "2"],
      ],
    },
  ]);
});

test("a fence that is never closed ends with the text", () => {
  expect(blocksOf("```python\na = 1\n# no title")).toEqual([{ type: "code", text: "a = 1\n# no title" }]);
});

test("words are set, and links lead outside", () => {
  render(
    <Markdown text="Press *Add*, **then** `copy` at <https://a.example> or [there](https://b.example)." />,
  );
  expect(screen.getByText("Add").tagName).toBe("EM");
  expect(screen.getByText("then").tagName).toBe("STRONG");
  expect(screen.getByText("copy").tagName).toBe("CODE");
  expect(screen.getByRole("link", { name: "there" })).toHaveAttribute("href", "https://b.example");
});

test("markup and other schemes stay text", () => {
  render(<Markdown text={"<b>no</b> [x](javascript:alert(1)) <javascript:alert(1)>"} />);
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText(/<b>no<\/b>/)).toBeInTheDocument();
});

test("a star that sets nothing stays a star", () => {
  render(<Markdown text="`0 3 * * *` and 2 * 3 * 4" />);
  expect(screen.getByText(/2 \* 3 \* 4/)).toBeInTheDocument();
  expect(screen.getByText("0 3 * * *").tagName).toBe("CODE");
});
