import { isObject } from "@/forms/json";

type Facts = Readonly<Record<string, unknown>>;

/** What is not the same: the names that lead to it, outermost first. Null: it was not there. */
export interface Difference {
  readonly path: readonly string[];
  readonly before: string | null;
  readonly now: string | null;
}

/** What differs from one look to the next, and says nothing. */
const FLEETING_FACT = /_(ms|us|at)$|^left_out_for_size$/;
const FLEETING_HEADERS = new Set(["date", "age", "expires", "x-request-id", "cf-ray", "etag"]);
const SEPARATOR = "\u0000";

/** Of what is known on both sides: what one of them lacks was often not got so far as to be seen. */
export function differencesOf(seen: Facts, good: Facts): Difference[] {
  const found: Difference[] = [];
  for (const name of Object.keys(good)) {
    if (!(name in seen) || FLEETING_FACT.test(name)) continue;
    const [before, now] = [leavesOf(name, good[name]), leavesOf(name, seen[name])];
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const difference = { before: before.get(key) ?? null, now: now.get(key) ?? null };
      if (difference.before !== difference.now) found.push({ path: key.split(SEPARATOR), ...difference });
    }
  }
  return found;
}

function leavesOf(name: string, fact: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  collect([name], fact, leaves);
  return leaves;
}

function collect(path: readonly string[], fact: unknown, into: Map<string, string>): void {
  if (fact === null || fact === undefined) return;
  if (isObject(fact)) {
    for (const [name, inner] of Object.entries(fact))
      if (!FLEETING_FACT.test(name)) collect([...path, name], inner, into);
    return;
  }
  if (!Array.isArray(fact)) {
    into.set(path.join(SEPARATOR), String(fact));
    return;
  }
  if (fact.length > 0 && fact.every(isPair)) collectPairs(path, fact, into);
  else if (fact.some((item) => typeof item === "object"))
    fact.forEach((item, index) => void collect([...path, String(index + 1)], item, into));
  // In any order: name servers change it with every answer.
  else into.set(path.join(SEPARATOR), fact.map(String).sort().join(", "));
}

const isPair = (item: unknown): item is [string, unknown] =>
  Array.isArray(item) && item.length === 2 && typeof item[0] === "string";

/** Headers and the like: a name may come several times. */
function collectPairs(
  path: readonly string[],
  pairs: readonly [string, unknown][],
  into: Map<string, string>,
) {
  for (const [given, value] of pairs) {
    const name = given.toLowerCase();
    if (FLEETING_HEADERS.has(name)) continue;
    const key = [...path, name].join(SEPARATOR);
    const before = into.get(key);
    into.set(key, before === undefined ? String(value) : `${before}, ${String(value)}`);
  }
}
