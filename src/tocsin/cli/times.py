"""Times as people type them: `2026-01-31T08:00`, `24h` ago, `now`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tocsin.cli.failures import UsageWrong
from tocsin.core.durations import parse_seconds

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def moment(text: str | None) -> str | None:
    """RFC 3339 in UTC. A time without an offset is local. Raise UsageWrong for what is neither time nor duration."""
    return None if text is None else rfc3339(as_moment(text))


def rfc3339(value: datetime) -> str:
    """UTC with milliseconds, as the API writes it."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_ahead(text: str | None) -> str | None:
    """The moment that is so far ahead, as RFC 3339. Raise UsageWrong for what is no duration."""
    return None if text is None else later(rfc3339(datetime.now(UTC)), text)


def moment_to_come(text: str | None) -> str | None:
    """RFC 3339. `18:00` is the next time that the clock here shows it, `2h` is so far ahead.

    Raise UsageWrong for what is neither, nor a time.
    """
    if text is None:
        return None
    if _CLOCK.fullmatch(text):
        return rfc3339(_next(text, datetime.now().astimezone()))
    try:
        return moment_ahead(text)
    except UsageWrong:
        pass
    try:
        return rfc3339(datetime.now(UTC) if text == "now" else datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise UsageWrong(f"{text!r} is not a time: write 18:00, 2026-01-31T08:00, or how far ahead, as 2h") from None


def later(start: str, duration: str) -> str:
    """So long after a moment in RFC 3339. Raise UsageWrong for what is no duration."""
    try:
        return rfc3339(datetime.fromisoformat(start) + timedelta(seconds=parse_seconds(duration)))
    except (ValueError, OverflowError):
        raise UsageWrong(f"{duration!r} is not a duration: write it as in 90d, 12h or 30m") from None


def as_moment(text: str) -> datetime:
    if text == "now":
        return datetime.now(UTC)
    try:
        return datetime.now(UTC) - timedelta(seconds=parse_seconds(text))
    except (ValueError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageWrong(
            f"{text!r} is not a time: write 2026-01-31T08:00, with or without an offset, or how long ago, such as 24h"
        ) from None


def _next(clock: str, now: datetime) -> datetime:
    """Today, or tomorrow where that is past; at both as the clock reads on that day."""
    hours, minutes = map(int, clock.split(":"))
    here = now.replace(tzinfo=None)
    today = here.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    return (today if today > here else today + timedelta(days=1)).astimezone()
