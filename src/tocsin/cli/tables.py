"""Tables for people: whole on any width, because what is too long goes on below or beneath its row.

Rich's own tables squeeze a sentence into whatever the other columns leave; on 80 columns that is a word a line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

GAP = "  "
INDENT = "    "
NARROWEST = 8
"""A column does not give way below this."""


def render(screen: Console, columns: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[Text]:
    """The lines of a table. The first character of a column's name says how the column is.

    `>`: numbers, aligned to the right and never wrapped. `|`: never wrapped. `~`: a sentence, in the last column:
    beneath its row when the line is too short for it. Without a terminal every line is as long as it has to be.
    """
    kinds = [name[0] if name[:1] in (">", "|", "~") else "" for name in columns]
    head = [Text(name.removeprefix(kind), "bold") for name, kind in zip(columns, kinds, strict=True)]
    room = screen.width if sys.stdout.isatty() else sys.maxsize
    natural = [max(_width(row[index]) for row in (head, *rows)) for index in range(len(columns))]
    is_beneath = kinds[-1] == "~" and _total(natural) > room
    if is_beneath:
        head, natural, kinds = head[:-1], natural[:-1], kinds[:-1]
    widths = _fitted(natural, kinds, room)
    lines = [*_row(screen, head, widths, kinds), Text("─" * min(room, _total(widths)), "dim")]
    for row in rows:
        lines += _row(screen, row[: len(widths)], widths, kinds)
        if is_beneath and row[-1]:
            lines += _beneath(screen, row[-1], room)
    return lines


def _width(text: Text) -> int:
    return max((line.cell_len for line in text.split("\n", allow_blank=True)), default=0)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _fitted(natural: Sequence[int], kinds: Sequence[str], room: int) -> list[int]:
    """The widest of those that may be wrapped give way, until all fit."""
    widths = list(natural)
    while _total(widths) > room:
        giving = [index for index, kind in enumerate(kinds) if kind in ("", "~") and widths[index] > NARROWEST]
        if not giving:
            break
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _row(screen: Console, cells: Sequence[Text], widths: Sequence[int], kinds: Sequence[str]) -> list[Text]:
    wrapped = [_wrapped(screen, text, width) for text, width in zip(cells, widths, strict=True)]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=Text()):
        placed = [_placed(part, width, kind) for part, width, kind in zip(parts, widths, kinds, strict=True)]
        line = Text(GAP).join(placed)
        line.rstrip()
        lines.append(line)
    return lines


def _wrapped(screen: Console, text: Text, width: int) -> list[Text]:
    return list(text.wrap(screen, max(1, width), overflow="fold")) or [Text()]


def _placed(part: Text, width: int, kind: str) -> Text:
    placed = part.copy()
    placed.rstrip()
    missing = max(0, width - placed.cell_len)
    if kind == ">":
        placed.pad_left(missing)
    else:
        placed.pad_right(missing)
    return placed


def _beneath(screen: Console, text: Text, room: int) -> list[Text]:
    lines = [Text(INDENT) + line for line in _wrapped(screen, text, max(NARROWEST, room - len(INDENT)))]
    for line in lines:
        line.rstrip()
    return lines
