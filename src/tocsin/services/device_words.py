"""What a browser calls itself (RFC 9110 §10.1.5), in words by which people know their devices again."""

from __future__ import annotations

import re

UNKNOWN = "Unknown device"
LONGEST = 60

# The first that is found counts: most browsers say that they are several.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,39}(?=/|$)")


def words_of(agent: str) -> str:
    """Such as `Firefox on Linux`; a program's own name where it is no browser, such as `curl`."""
    browser = _first(agent, _BROWSERS)
    system = _first(agent, _SYSTEMS)
    if browser is None:
        product = _PRODUCT.match(agent)
        browser = product[0].strip() if product and not agent.startswith("Mozilla/") else None
    found = " on ".join(name for name in (browser, system) if name)
    return found[:LONGEST] or UNKNOWN


def _first(agent: str, marks: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for mark, name in marks if mark in agent), None)
