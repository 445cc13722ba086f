"""Colours: how they are named, and which text can be read on them (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

import re
from functools import lru_cache

GREEN = "#4caf50"
YELLOW = "#ffc107"
RED = "#f44336"
GREY = "#9e9e9e"
BLUE = "#1976d2"
LABEL_GREY = "#555555"

WHITE, BLACK = "#ffffff", "#000000"
LEGIBLE = 4.5
"""The least contrast of text this small (WCAG 2.2, success criterion 1.4.3)."""

NAMED = {
    "brightgreen": "#44cc11",
    "green": "#97ca00",
    "yellowgreen": "#a4a61d",
    "yellow": "#dfb317",
    "orange": "#fe7d37",
    "red": "#e05d44",
    "blue": "#007ec6",
    "grey": "#555555",
    "gray": "#555555",
    "lightgrey": "#9f9f9f",
    "lightgray": "#9f9f9f",
    "success": "#44cc11",
    "important": "#fe7d37",
    "critical": "#e05d44",
    "informational": "#007ec6",
    "inactive": "#9f9f9f",
    "black": "#000000",
    "white": "#ffffff",
}
"""What shields.io calls them, since that is what people write."""

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")


def parse(text: str) -> str:
    """`#rrggbb` of a name, or of three or six hex digits with or without a hash. Raise ValueError."""
    low = text.strip().lower()
    if low in NAMED:
        return NAMED[low]
    found = _HEX.fullmatch(low)
    if found is None:
        raise ValueError(f"must be a colour such as 4caf50, or one of {', '.join(NAMED)}")
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


@lru_cache(maxsize=256)
def text_on(colour: str) -> str:
    """White where it can be read, as it is what badges look like, else black: one of them always can."""
    return WHITE if contrast(WHITE, colour) >= LEGIBLE else BLACK


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
