"""What commands print: tables for people, JSON for programs, and nothing that a terminal would obey."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.cli import tables
from tocsin.cli.terminal import clean

STYLES = {
    "up": "green",
    "degraded": "yellow",
    "down": "bold red",
    "unknown": "magenta",
    "paused": "dim",
    "maintenance": "blue",
}
NOTHING = "–"
WIDE = 200
"""Columns when no terminal is there to say how many there are."""

Cell = str | int | float | Text | None


def console() -> Console:
    """Standard output as it is now."""
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else WIDE)


def print_json(content: bytes | msgspec.Raw | Sequence[msgspec.Raw]) -> None:
    """JSON on standard output, indented."""
    raw = msgspec.json.encode(content) if isinstance(content, list) else bytes(content)  # type: ignore[arg-type]
    print(msgspec.json.format(raw or b"null", indent=2).decode())


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str | None = None, empty: str = "Nothing to show."
) -> None:
    """A table, or the sentence for an empty one. `tables.render` says what a column's name may begin with."""
    screen = console()
    cells = [[cell(value) for value in row] for row in rows]
    lines = tables.render(screen, columns, cells) if cells else [Text(empty, "dim")]
    if title is not None:
        screen.print(Text(title, "italic"))
    for line in lines:
        screen.print(line, soft_wrap=True)


def print_facts(facts: Iterable[tuple[str, Cell]]) -> None:
    """Names and values, one a line; those without a value are left out."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        if value not in (None, ""):
            table.add_row(name, cell(value))
    console().print(table)


def print_line(*parts: Cell) -> None:
    """A sentence, its parts joined as they are."""
    console().print(Text.assemble(*(cell(part) for part in parts)), soft_wrap=True)


def cell(value: Cell) -> Text:
    if isinstance(value, Text):
        return value
    return Text(NOTHING, style="dim") if value is None else Text(clean(str(value)))


def counted(number: int, noun: str) -> str:
    """`1 monitor`, `2 monitors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def state(word: str | None, *, is_paused: bool = False, is_in_maintenance: bool = False) -> Text:
    """In maintenance with the state beneath, since nobody else tells of it meanwhile."""
    shown = "paused" if is_paused else word or NOTHING
    found = Text(clean(shown), style=STYLES.get(shown, ""))
    return found.append(", in maintenance", STYLES["maintenance"]) if is_in_maintenance else found


def moment(value: datetime | None) -> str | None:
    """Local time, to the second."""
    return None if value is None else value.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def minute(value: datetime | None) -> str | None:
    """Local time, to the minute."""
    return None if value is None else value.astimezone().strftime("%Y-%m-%d %H:%M")


def day(value: datetime | None) -> str | None:
    """The day, as it is here."""
    return None if value is None else value.astimezone().strftime("%Y-%m-%d")


def since(value: datetime | None) -> str | None:
    """How long ago, in one or two units."""
    return None if value is None else span((datetime.now(UTC) - value).total_seconds())


def span(seconds: float | None) -> str | None:
    """A duration in its two largest units."""
    if seconds is None:
        return None
    rest, words = max(0, round(seconds)), []
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count}{unit}")
    return " ".join(words[:2]) or "0s"


def milliseconds(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"


def percent(ratio: float | None) -> str | None:
    """A ratio as a percentage that is never rounded up to 100."""
    if ratio is None:
        return None
    return "100 %" if ratio >= 1 else f"{min(ratio * 100, 99.999):.3f} %"
