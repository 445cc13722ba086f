"""A web client as a build leaves it: a few pages with inline scripts, and files beside them in several forms."""

from __future__ import annotations

import gzip
from pathlib import Path

INLINE = 'self.push([0,"a < b && \\u003c/b>"])'
START = (
    f'<!DOCTYPE html><html><head><script src="/theme.js"></script></head><body>Start<script>{INLINE}</script></body>'
)
EDIT = "<!DOCTYPE html><html><body>Edit</body></html>"
MISSING = "<!DOCTYPE html><html><body>Nowhere<script id='x'>1</script></body></html>"
CHUNK = "/_next/static/chunks/0a1b2c.js"
CODE = "export const words = 'a long day '.repeat(100);"
PLAIN: dict[str, str] = {
    "index.html": START,
    "index.txt": "0:{}",
    "monitor/edit.html": EDIT,
    "hook.html": EDIT,
    "404.html": MISSING,
    "_not-found.html": MISSING,
    "theme.js": "1",
    "icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    CHUNK[1:]: CODE,
}
BROTLI = b"as if by Brotli"


def exported(folder: Path) -> Path:
    """Write it into the folder."""
    for name, text in PLAIN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name in ("index.html", CHUNK[1:]):
        (folder / f"{name}.br").write_bytes(BROTLI)
        (folder / f"{name}.gz").write_bytes(gzip.compress(PLAIN[name].encode()))
    return folder
