import type { ReactNode } from "react";
import { classes } from "./classes";

interface MarkdownProps {
  text: string;
  /** Of the text's own first headings. */
  level?: 2 | 3 | 4;
  className?: string;
}

/** What the server and users write of Markdown: headings, lists, tables, code, emphasis, links. Never HTML. */
export function Markdown({ text, level = 3, className }: MarkdownProps) {
  return (
    <div className={classes("grid min-w-0 gap-2.5 break-words text-sm", className)}>
      {blocksOf(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
        <Block key={index} block={block} level={level} />
      ))}
    </div>
  );
}

type Block =
  | { type: "heading"; depth: number; text: string }
  | { type: "code"; text: string }
  | { type: "list"; isOrdered: boolean; items: string[] }
  | { type: "table"; rows: string[][] }
  | { type: "paragraph"; text: string };

const FENCE = /^```/;
const HEADING = /^(#{1,6}) +(.*)$/;
const BULLET = /^ {0,3}[-*+] +(.*)$/;
const NUMBER = /^ {0,3}\d{1,4}[.)] +(.*)$/;
const INDENTED = /^(?: {4}|\t)(.*)$/;
const TABLE_RULE = /^\|[ :|-]+\|$/;

export function blocksOf(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (isPart: (line: string) => boolean): string[] => {
    const start = at;
    while (at < lines.length && isPart(lines[at] ?? "")) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") at++;
    else if (FENCE.test(line)) {
      at++;
      blocks.push({ type: "code", text: takeWhile((one) => !FENCE.test(one)).join("\n") });
      at++;
    } else if (heading) {
      at++;
      blocks.push({ type: "heading", depth: heading[1]?.length ?? 1, text: heading[2] ?? "" });
    } else if (INDENTED.test(line)) {
      const code = takeWhile((one) => INDENTED.test(one));
      blocks.push({ type: "code", text: code.map((one) => INDENTED.exec(one)?.[1] ?? "").join("\n") });
    } else if (line.startsWith("|")) {
      const rows = takeWhile((one) => one.startsWith("|")).filter((one) => !TABLE_RULE.test(one.trim()));
      blocks.push({ type: "table", rows: rows.map(cellsOf) });
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const isOrdered = NUMBER.test(line);
      blocks.push({ type: "list", isOrdered, items: itemsOf(takeWhile((one) => one.trim() !== "")) });
    } else {
      const isPart = (one: string) => one.trim() !== "" && !HEADING.test(one) && !FENCE.test(one);
      blocks.push({ type: "paragraph", text: takeWhile(isPart).join(" ") });
    }
  }
  return blocks;
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1)
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());

/** A line that begins no item goes on with the one before. */
function itemsOf(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const begun = (BULLET.exec(line) ?? NUMBER.exec(line))?.[1];
    if (begun !== undefined) items.push(begun);
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items;
}

function Block({ block, level }: { block: Block; level: number }) {
  switch (block.type) {
    case "heading": {
      const Heading = level === 2 ? "h2" : level === 3 ? "h3" : "h4";
      return <Heading className="mt-1 font-semibold">{inline(block.text)}</Heading>;
    }
    case "code":
      return (
        <pre className="whitespace-pre-wrap break-words rounded-lg bg-sunken px-3 py-2 font-mono text-[0.8125rem]">
          {block.text}
        </pre>
      );
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      return (
        <List className={classes("grid gap-1 pl-5", block.isOrdered ? "list-decimal" : "list-disc")}>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
            <li key={index}>{inline(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return <Rows rows={block.rows} />;
    case "paragraph":
      return <p>{inline(block.text)}</p>;
  }
}

function Rows({ rows: [head = [], ...rows] }: { rows: readonly string[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
              <th key={index} scope="col" className="border-b py-1 pr-3 text-left font-medium text-ink-soft">
                {inline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
            <tr key={index} className="border-b last:border-0">
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
                <td key={column} className="py-1 pr-3 align-top">
                  {inline(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const INLINE =
  /(?<code>(`+)(?<codeText>.+?)\2(?!`))|\[(?<label>[^\]]+)\]\((?<href>https?:\/\/[^\s)]+)\)|<(?<url>https?:\/\/[^\s>]+)>|\*\*(?<bold>[^*]+)\*\*|(?<![\w*])\*(?<italic>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g;

function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let after = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(after, match.index), <Inline key={match.index} groups={match.groups ?? {}} />);
    after = match.index + match[0].length;
  }
  return [...parts, text.slice(after)];
}

function Inline({ groups }: { groups: Partial<Record<string, string>> }) {
  const { codeText, label, href, url, bold, italic } = groups;
  if (codeText !== undefined)
    return <code className="rounded bg-sunken px-1 font-mono text-[0.92em]">{codeText.trim()}</code>;
  if (bold !== undefined) return <strong className="font-semibold">{bold}</strong>;
  if (italic !== undefined) return <em>{italic}</em>;
  return (
    <a href={href ?? url} target="_blank" rel="noreferrer noopener" className="link">
      {label ?? url}
    </a>
  );
}
