"use client";

import { useTranslations } from "use-intl";
import { inWords } from "@/forms/fields";

const LONG_TEXT = 100;

/** Evidence of any kind of check: what it has seen, by name. */
export function Facts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="grid gap-2.5 text-sm">
      {Object.entries(facts).map(([name, fact]) => (
        <div
          key={name}
          className={isShort(fact) ? "grid grid-cols-[minmax(6rem,2fr)_minmax(0,5fr)] gap-3" : "grid gap-1"}
        >
          <dt className="text-ink-soft">{inWords(name)}</dt>
          <dd className="min-w-0 break-words">
            <Fact name={name} fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isShort = (fact: unknown): boolean =>
  typeof fact === "string"
    ? fact.length < LONG_TEXT && !fact.includes("\n")
    : typeof fact !== "object" || fact === null;

const isObject = (fact: unknown): fact is Record<string, unknown> =>
  typeof fact === "object" && fact !== null && !Array.isArray(fact);

const isPair = (fact: unknown): fact is [string, unknown] =>
  Array.isArray(fact) && fact.length === 2 && typeof fact[0] === "string";

function Fact({ name, fact }: { name: string; fact: unknown }) {
  const t = useTranslations("common");
  if (fact === null || fact === undefined) return "–";
  if (typeof fact === "boolean") return fact ? t("yes") : t("no");
  if (typeof fact === "number") return <span className="figures">{fact}</span>;
  if (typeof fact === "string")
    return isShort(fact) ? fact || "–" : <LongText text={fact} label={inWords(name)} />;
  if (Array.isArray(fact)) return <ListOf items={fact} name={name} />;
  return isObject(fact) ? <Facts facts={fact} /> : String(fact);
}

function ListOf({ items, name }: { items: readonly unknown[]; name: string }) {
  if (items.length === 0) return "–";
  if (items.every(isPair)) return <Pairs pairs={items} label={inWords(name)} />;
  if (items.every((item) => !isObject(item) && !Array.isArray(item))) return items.map(String).join(", ");
  return (
    <ol className="grid gap-2">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: evidence does not change
        <li key={index} className="rounded-lg border px-3 py-2">
          <Fact name={name} fact={item} />
        </li>
      ))}
    </ol>
  );
}

/** Headers and the like, as they came. */
function Pairs({ pairs, label }: { pairs: readonly [string, unknown][]; label: string }) {
  return (
    <LongText
      label={label}
      text={pairs
        .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
        .join("\n")}
    />
  );
}

function LongText({ text, label }: { text: string; label: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
      tabIndex={0}
      aria-label={label}
      className="max-h-56 overflow-auto rounded-lg bg-sunken px-3 py-2"
    >
      <pre className="whitespace-pre-wrap break-words font-mono text-[0.8125rem]">{text}</pre>
    </section>
  );
}
