"""What strangers called themselves, made fit to stand in a mail of ours: it stays one line, and becomes no link."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 80
NAMELESS = "(no name)"
ZERO_WIDTH_SPACE = "\u200b"

_QUOTES = re.compile('["\u201c-\u201f\u2033\u2036\u00ab\u00bb\uff02]')
_PARTS_OF_LINKS = re.compile(r"([.:/\\@\u3002\uff0e\uff0f\uff1a\uff61])(?=\S)")


def shown(name: str, longest: int = LONGEST_NAME) -> str:
    """One line without anything invisible or quotes of its own, cut to `longest`.

    Mail programs make links of words such as `example.com`, in plain text as well. A space without width behind each
    dot, colon, slash and @ keeps them from it, and looks like nothing.
    """
    visible = "".join(_visible(character) for character in unicodedata.normalize("NFC", name))
    line = _QUOTES.sub("'", " ".join(visible.split()))
    cut = line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
    return _PARTS_OF_LINKS.sub(rf"\1{ZERO_WIDTH_SPACE}", cut) or NAMELESS


def _visible(character: str) -> str:
    """Controls and blanks of all kinds are blanks; signs that turn the writing round or have no width are nothing."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") else character
