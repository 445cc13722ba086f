// Beside every exported file that shrinks, its Brotli and gzip forms: the server hands them out as they are.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const OUT = new URL("../out", import.meta.url).pathname;
const TEXT = new Set([".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest"]);
const LEAST_BYTES = 512;

const forms = [
  [".br", (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
  [".gz", (body) => promisify(gzip)(body, { level: 9 })],
];

const files = (await readdir(OUT, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name));

async function compressed(file) {
  const body = await readFile(file);
  if (body.length < LEAST_BYTES) return;
  for (const [ending, compress] of forms) await writeFile(file + ending, await compress(body));
}

await Promise.all(files.map(compressed));
