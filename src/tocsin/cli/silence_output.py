"""Silences and maintenance windows as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rich.text import Text

from tocsin.cli import match_output, output
from tocsin.cli.output import Cell
from tocsin.cli.silence_replies import Silence

STATUSES = {"active": "bold yellow", "upcoming": "blue", "ended": "dim"}


def row(found: Silence, names: Mapping[int, str]) -> tuple[Cell, ...]:
    """Of a list. When it holds is now, next, or when it last did."""
    return (
        found.id,
        _status(found),
        *map(output.minute, _shown(found)),
        found.rrule or "",
        match_output.in_a_line(found.match, names),
        found.created_by,
        found.comment,
    )


def print_silence(found: Silence, names: Mapping[int, str]) -> None:
    """`names` of monitors."""
    output.print_facts(
        [
            ("id", found.id),
            ("comment", found.comment),
            ("status", _status(found)),
            ("about", match_output.in_a_line(found.match, names)),
            ("monitors now", found.monitors),
            ("begins", output.moment(found.start)),
            ("holds for", output.span(found.duration)),
            ("recurs", found.rrule),
            ("on the clock of", found.time_zone if found.rrule else None),
            ("holds until", output.moment(found.current.end) if found.current else None),
            ("next", "\n".join(f"{output.minute(one.start)} to {output.minute(one.end)}" for one in found.next)),
            ("over", output.moment(found.ended_at or found.ends_at)),
            ("made by", found.created_by),
        ]
    )


def told(found: Silence, noun: str) -> str:
    """What was made, in a sentence."""
    about = output.counted(found.monitors, "monitor") if found.monitors is not None else "its monitors"
    start, end = _shown(found)
    return f"{noun} {found.id} on {about}, from {output.minute(start)} to {output.minute(end)}"


def _shown(found: Silence) -> tuple[datetime | None, datetime | None]:
    shown = found.current or next(iter(found.next), None)
    return (shown.start, shown.end) if shown else (found.start, found.ended_at or found.ends_at)


def _status(found: Silence) -> Text:
    return Text(output.cell(found.status).plain, STATUSES.get(found.status, ""))
