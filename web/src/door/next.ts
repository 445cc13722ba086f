const LONGEST = 2000;
const HOME = "/";
/**
 * A slash, then visible ASCII without a backslash, which browsers read as a slash. Neither blanks nor control
 * characters: browsers drop tabs and line ends before they look (WHATWG URL §4.4), and would see two slashes.
 */
const WITHIN = /^\/[!-[\]-~]*$/;
const NOT_OF_THE_CLIENT = /^\/(api|assets|respond)\//;

/** Where to go after signing in: within this site, whatever somebody wrote into a link. The server's rule is the same. */
export function safeNext(text: string | null): string {
  if (text === null || text.length > LONGEST || text.includes("//") || !WITHIN.test(text)) return HOME;
  return text;
}

/** The path with `next` behind it. Without what stands behind `#`, which may be a secret: addresses are written into logs. */
export function withNext(path: string, next: string): string {
  const bare = next.split("#", 1)[0] ?? HOME;
  return bare === HOME ? path : `${path}?next=${encodeURIComponent(bare)}`;
}

/** `next` is safe. Some pages of this site are not the client's. */
export function goTo(next: string, replace: (path: string) => void): void {
  if (NOT_OF_THE_CLIENT.test(next)) location.assign(next);
  else replace(next);
}
