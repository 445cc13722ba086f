import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { firstWords, load } from "./locales";

const SOURCE = join(import.meta.dirname, "..");
const APP = join(SOURCE, "app");
/** Opened by what somebody does, long after all words are there. */
const LATE = ["credentials/step-up-dialog.tsx", "silences/silence-now.tsx"].map((name) => join(SOURCE, name));

const pages = (readdirSync(APP, { recursive: true }) as string[]).filter((name) => name.endsWith("page.tsx"));
const pathOf = (page: string) => `/${dirname(page).replace(/\(\w+\)\/?|^\.$/g, "")}`;

function fileOf(from: string, name: string): string | undefined {
  const place = name.startsWith("@/") ? join(SOURCE, name.slice(2)) : join(dirname(from), name);
  if (!/^(@\/|\.)/.test(name)) return undefined;
  return ["", ".tsx", ".ts"]
    .map((ending) => place + ending)
    .find((file) => existsSync(file) && statSync(file).isFile());
}

/** What the file and all that it imports, at once or later, ask for of the words. */
function areasOf(file: string, seen: Set<string>): string[] {
  if (seen.has(file) || LATE.includes(file)) return [];
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const own = [...text.matchAll(/useTranslations\(\s*["`](\w+)/g)].map(([, area]) => area ?? "");
  const imported = [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name]) =>
    fileOf(file, name ?? ""),
  );
  return [...own, ...imported.flatMap((one) => (one ? areasOf(one, seen) : []))];
}

function neededBy(page: string): string[] {
  const seen = new Set<string>();
  const found = areasOf(join(APP, page), seen);
  for (let folder = dirname(join(APP, page)); folder.startsWith(APP); folder = dirname(folder)) {
    const layout = join(folder, "layout.tsx");
    if (existsSync(layout)) found.push(...areasOf(layout, seen));
  }
  return [...new Set(found)];
}

test.each(pages)("%s begins with all of its words", async (page) => {
  const needed = neededBy(page);
  expect(needed).toContain("common");
  for (const language of Object.values(load))
    expect(Object.keys(await language[firstWords(pathOf(page))]())).toEqual(expect.arrayContaining(needed));
});
