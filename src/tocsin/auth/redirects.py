"""Where a browser may be sent after a sign-in: within this site, whatever somebody wrote into a link."""

from __future__ import annotations

import re

LONGEST_PATH = 2000
HOME = "/"

_WITHIN = re.compile(r"/[!-\[\]-~]*", re.ASCII)
"""A slash, then visible ASCII without a backslash, which browsers read as a slash. Neither blanks nor control
characters: browsers drop tabs and line ends before they look (WHATWG URL §4.4), and would see two slashes."""


def safe_next(text: str | None) -> str:
    """The path to go to, with its query and fragment; `/` for anything that could lead away from this origin."""
    if text is None or len(text) > LONGEST_PATH or "//" in text or not _WITHIN.fullmatch(text):
        return HOME
    return text
