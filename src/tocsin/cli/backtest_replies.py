"""The parts of a backtest's lines that commands show."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Destination(msgspec.Struct):
    """A channel, or a user by mail."""

    name: str


class NamedMonitor(msgspec.Struct):
    """A monitor."""

    name: str


class Page(msgspec.Struct):
    """Something that would have been said."""

    at: datetime
    purpose: str
    policy: str
    number: int
    destinations: list[Destination]
    severity: str
    concern: str
    monitors: list[NamedMonitor]
    total: int
    resolved_after: float | None = None


class DestinationCount(msgspec.Struct):
    """How often one destination would have been paged."""

    destination: Destination
    pages: int
    at_night: int


class Replayed(msgspec.Struct):
    """A monitor whose results were judged anew."""

    monitor: str
    since: datetime | None = None


class Summary(msgspec.Struct):
    """What it comes to."""

    since: datetime
    until: datetime
    monitors: int
    incidents: int
    told: int
    pages: int
    listed: int
    at_night: int
    by_hour: list[int]
    resolved_within_five_minutes: int
    unresolved: int
    destinations: list[DestinationCount]
    held: dict[str, int]
    untold: dict[str, int]
    longest: Page | None = None
    results_since: datetime | None = None
    replayed: list[Replayed] = []


class Line(msgspec.Struct):
    """One line, by its `type`. Of other types than these nothing is known."""

    type: str
    share: float = 0
    page: msgspec.Raw = msgspec.Raw(b"null")
    summary: msgspec.Raw = msgspec.Raw(b"null")
    detail: str = ""
