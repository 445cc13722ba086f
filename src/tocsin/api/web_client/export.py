"""The exported files: by the address that each is asked for, with all that is said beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from tocsin.api.web_client.content_policy import policy_of
from tocsin.api.web_client.encodings import IDENTITY

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Best first, with the ending of the file beside the plain one that holds it (web/scripts/compress.mjs)."""
NEVER_CHANGES = "/_next/static/"
"""The names below hold a hash of what they name."""
FOREVER, ASK_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"
HTML = "text/html; charset=utf-8"
OTHER = "application/octet-stream"
MEDIA_TYPES = {
    ".html": HTML,
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
START, MISSING = "index.html", "404.html"
PARTS_OF_MISSING = "_not-found"
"""Next.js exports the page for what is missing a second time, under an address of its own."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """`bodies` by encoding, best first, the plain one last. `tag` is the plain one's hash."""

    bodies: Mapping[str, bytes]
    tag: str
    headers: Mapping[str, str]

    @property
    def encodings(self) -> list[str]:
        return [encoding for encoding in self.bodies if encoding != IDENTITY]

    def etag(self, encoding: str) -> str:
        """A strong one: each form has its own."""
        return f'"{self.tag}"' if encoding == IDENTITY else f'"{self.tag}-{encoding}"'


@dataclass(frozen=True, slots=True)
class Export:
    """`missing` is the page for addresses that lead nowhere; nothing of all this is there where no client was built."""

    by_address: Mapping[str, ExportedFile]
    missing: ExportedFile | None = None

    @property
    def is_built(self) -> bool:
        return "/" in self.by_address


NO_EXPORT = Export(MappingProxyType({}))


def installed() -> Export:
    """That of the wheel, or of the checkout that this runs from; `NO_EXPORT` where the client was not built."""
    package = Path(str(files("tocsin")))
    checkout = package.parents[1]
    folders = [package / "web", *([checkout / "web/out"] if (checkout / "web/package.json").is_file() else [])]
    return next((read(folder) for folder in folders if (folder / START).is_file()), NO_EXPORT)


def read(folder: Path) -> Export:
    """All that lies below it."""
    by_address = {_address(name): _read(folder / name, name) for name in sorted(_names(folder))}
    missing = by_address.pop(_address(MISSING), None)
    return Export(MappingProxyType(by_address), missing)


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        is_form = path.suffix in ENCODINGS.values() and path.with_suffix("").is_file()
        if path.is_file() and not path.is_symlink() and not is_form and not name.startswith(PARTS_OF_MISSING):
            yield name


def _address(name: str) -> str:
    """`/monitor/edit` of `monitor/edit.html`; pages have no ending."""
    return "/" if name == START else f"/{name.removesuffix('.html')}"


def _read(path: Path, name: str) -> ExportedFile:
    plain = path.read_bytes()
    beside = {encoding: path.with_name(path.name + ending) for encoding, ending in ENCODINGS.items()}
    bodies = {encoding: form.read_bytes() for encoding, form in beside.items() if form.is_file()}
    media_type = MEDIA_TYPES.get(path.suffix, OTHER)
    headers = {
        "Content-Type": media_type,
        "Cache-Control": FOREVER if f"/{name}".startswith(NEVER_CHANGES) else ASK_EACH_TIME,
        "Vary": "Accept-Encoding",
    }
    if media_type == HTML:
        # With `no-referrer` browsers would send forms with `Origin: null`, as those of another site.
        headers |= {"Content-Security-Policy": policy_of(plain.decode()), "Referrer-Policy": "same-origin"}
    tag = hashlib.sha256(plain).hexdigest()[:32]
    return ExportedFile(MappingProxyType({**bodies, IDENTITY: plain}), tag, MappingProxyType(headers))
