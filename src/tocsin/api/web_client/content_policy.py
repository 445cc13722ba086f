"""What a page may do (Content Security Policy, level 3): what is its own, and the scripts that stand in itself."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

_REST = (
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)


def policy_of(html: str) -> str:
    """The header for this very page. Its inline scripts are let in by their hashes, and no others."""
    found = _InlineScripts()
    found.feed(html)
    found.close()
    hashes = dict.fromkeys(_hash_of(text) for text in found.texts)
    return "; ".join(("default-src 'none'", " ".join(("script-src 'self'", *hashes)), *_REST))


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _InlineScripts(HTMLParser):
    """`texts` are those of scripts without an address, as browsers hash them: to the letter."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._is_inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.texts[-1] += data
