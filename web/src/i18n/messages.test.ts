import { expect, test } from "vitest";
import { messages as german } from "./de";
import { messages as english } from "./en";

type Tree = { readonly [key: string]: string | Tree };

/** Each text by where it stands. */
function textsOf(tree: Tree, place = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[`${place}${key}`, value] as const]
        : [...textsOf(value, `${place}${key}.`)],
    ),
  );
}

/** What a text (in ICU's message format) takes: `name`, `count, plural`, `<link>`. */
function takenBy(text: string): string[] {
  const values = text.matchAll(/\{\s*(\w+)\s*(?:,\s*(\w+)\s*,|\})/g);
  const tags = text.matchAll(/<(\w+)>/g);
  const found = [
    ...[...values].map(([, name, type]) => (type ? `${name}, ${type}` : name)),
    ...[...tags].map(([tag]) => tag),
  ];
  return [...new Set(found)].map(String).sort();
}

/** Branches such as `one {Monitor}` are words, and none of them is taken. */
const withoutBranches = (text: string): string =>
  text.replaceAll(/(\w+|=\d+)\s*\{([^{}]*)\}/g, (all, key: string, words: string) =>
    /^(?:zero|one|two|few|many|other|true|false|yes|no|=\d+)$/.test(key) ? `${key} ${words}` : all,
  );

const texts = { english: textsOf(english), german: textsOf(german) };

test("both languages say the same things", () => {
  expect([...texts.german.keys()].sort()).toEqual([...texts.english.keys()].sort());
});

test("both languages take the same values", () => {
  const takings = (of: Map<string, string>) =>
    Object.fromEntries([...of].map(([place, text]) => [place, takenBy(withoutBranches(text))]));
  expect(takings(texts.german)).toEqual(takings(texts.english));
});

test("nothing is empty", () => {
  const empty = [...texts.german, ...texts.english].filter(([, text]) => text.trim() === "");
  expect(empty).toEqual([]);
});

/** Shows JSON, whose quotes are its own. */
const OF_JSON = "forms.notJson";

test("German quotes are German, and its product words are translated", () => {
  const wrong = [...texts.german].filter(
    ([place, text]) =>
      place !== OF_JSON &&
      /[“][^„”]*[”]|(?<![=\w])"[^"]+"|\b(?:incident|policy|silence|channel|responder|dein|deine|du)\b/i.test(
        text,
      ),
  );
  expect(wrong).toEqual([]);
});
