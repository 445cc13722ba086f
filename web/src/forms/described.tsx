import type { ReactNode } from "react";

/** A description of the API's: `such` parts are code. */
export function described(text: string): ReactNode {
  if (!text.includes("`")) return text || undefined;
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence
      <code key={index} className="rounded bg-sunken px-1 font-mono text-[0.92em]">
        {part}
      </code>
    ),
  );
}
