"""The font that badges are drawn with: how wide its characters are, and which it has.

Read from the font's own tables (OpenType: `cmap`, `hhea`, `hmtx`), without a library that draws: SVG needs no more.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FAMILY = "DejaVu Sans"
CAP_HEIGHT = 0.729
"""Of the size of the font."""
SUBSTITUTE = "\N{WHITE SQUARE}"
"""Stands in pictures for what the font lacks."""
_FORMAT_12 = 12
_WIDE_EM = 1.3
"""An emoji or an ideograph as other fonts have it: an estimate, and never less than they need."""
_UNKNOWN_EM = 0.8


@dataclass(frozen=True, slots=True)
class Face:
    """Widths of the font's characters in units of its size, by code point."""

    widths: Mapping[int, float]

    def width(self, text: str) -> float:
        """Of a line, in units of the font's size; characters that the font lacks are estimated generously."""
        widths = self.widths
        return sum(widths[code] if (code := ord(one)) in widths else _estimated(one) for one in text)

    def substituted(self, text: str) -> str:
        """With a square in place of each character that the font lacks."""
        return "".join(one if ord(one) in self.widths else _substitute(one) for one in text)


def data() -> bytes:
    """The font file."""
    return (files("tocsin.badges") / "fonts" / "DejaVuSans.ttf").read_bytes()


@cache
def face() -> Face:
    """Read when the first badge is drawn, and kept."""
    font = data()
    tables = _tables(font)
    units = struct.unpack_from(">H", font, tables["head"] + 18)[0]
    advances = _advances(font, tables)
    last = len(advances) - 1
    return Face({code: advances[min(glyph, last)] / units for code, glyph in _glyphs(font, tables["cmap"]).items()})


def _tables(font: bytes) -> dict[str, int]:
    number = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sII", font, 12 + 16 * index) for index in range(number))
    return {tag.decode(): offset for tag, _, offset in records}


def _advances(font: bytes, tables: Mapping[str, int]) -> list[int]:
    """By glyph; the last one counts for all glyphs after it."""
    number = struct.unpack_from(">H", font, tables["hhea"] + 34)[0]
    return [advance for advance, _ in struct.iter_unpack(">Hh", font[tables["hmtx"] :][: 4 * number])]


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """The glyph of each code point, from the table that covers all planes."""
    number = struct.unpack_from(">H", font, cmap + 2)[0]
    for index in range(number):
        at = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * index)[0]
        if struct.unpack_from(">H", font, at)[0] == _FORMAT_12:
            groups = struct.unpack_from(">I", font, at + 12)[0]
            rows = struct.iter_unpack(">III", font[at + 16 :][: 12 * groups])
            return {code: glyph + code - first for first, end, glyph in rows for code in range(first, end + 1)}
    raise ValueError("the font has no table of all its characters")


def _estimated(character: str) -> float:
    if _is_invisible(character):
        return 0.0
    return _WIDE_EM if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN_EM


def _substitute(character: str) -> str:
    return "" if _is_invisible(character) else SUBSTITUTE


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf")
