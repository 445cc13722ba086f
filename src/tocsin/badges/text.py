"""Text that can stand on a badge: one line, of a bounded length, and nothing in it that would turn a page around."""

from __future__ import annotations

import unicodedata

MOST_CHARACTERS = 200
"""As long as a monitor's name may be: names are never cut."""
ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"
"""Format characters that words and emoji are made of; the others, such as marks of direction, are dropped."""
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def cleaned(text: str) -> str:
    """`text` without what cannot be drawn, blanks as single spaces; what is too long ends with an ellipsis."""
    bounded = text[: 4 * MOST_CHARACTERS]
    plain = "".join(_kept(character) for character in unicodedata.normalize("NFC", bounded))
    line = " ".join(plain.split())
    if len(line) <= MOST_CHARACTERS:
        return line
    return line[: MOST_CHARACTERS - 1].rstrip() + ELLIPSIS


def is_right_to_left(line: str) -> bool:
    """True when any of it is written from right to left, such as Hebrew or Arabic."""
    return not line.isascii() and any(unicodedata.bidirectional(one) in ("R", "AL") for one in line)


def _kept(character: str) -> str:
    if character in "\t\n\r":
        return " "
    is_dropped = unicodedata.category(character) in _DROPPED and character not in _JOINERS
    return "" if is_dropped else character
