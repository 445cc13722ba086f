"""What templates see: facts with names, moments, durations and links. Nothing else of ours can be reached from one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Union
from urllib.parse import quote

from tocsin.core.times import clock_time
from tocsin.recurrence.zones import time_zone

_ENDS_LINKS = re.compile(r"[\s()<>\[\]\\`*\"'|]")
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Facts(dict[str, "Value"]):
    """Named values. They say what they are facts of, so that an unknown name can be told."""

    def __init__(self, noun: str, values: Mapping[str, Value]) -> None:
        super().__init__(values)
        self.noun = noun


class Moment(int):
    """Unix milliseconds, shown as a time of day."""

    def __str__(self) -> str:
        return clock_time(self)

    def within(self, zone: str) -> str:
        """`2026-11-23 13:00:05 CET`. Raise ValueError for a time zone that there is none of."""
        there = datetime.fromtimestamp(self // 1000, tz=UTC).astimezone(time_zone(zone))
        return f"{there:%Y-%m-%d %H:%M:%S %Z}"


class Count(int):
    """A number of things, shown as `2,750`."""

    def __str__(self) -> str:
        return f"{int(self):,}"


class Duration(int):
    """Milliseconds, shown in words."""

    def __str__(self) -> str:
        return duration_words(self)


class Link(str):
    """An address: it is shown as it is in Markdown too, where other text is escaped."""

    __slots__ = ()

    @classmethod
    def of(cls, url: str) -> Link:
        """Without what would end it early in Markdown, or begin something else."""
        return cls(_ENDS_LINKS.sub(lambda found: quote(found[0], safe=""), url))


Value = Union[str, int, float, bool, None, Facts, "list[Value]"]


def duration_words(milliseconds: int) -> str:
    """The two largest units: `3 min 20 s`, `2 d 4 h`."""
    rest = max(0, milliseconds) // 1000
    parts: list[str] = []
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if parts or count:
            parts.append(f"{count} {unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part) or "less than 1 s"
