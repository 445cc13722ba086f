"""Times as people type them: `2026-01-31T08:00`, `24h` ago, `now`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tocsin.cli.failures import UsageWrong
from tocsin.core.durations import parse_seconds


def moment(text: str | None) -> str | None:
    """RFC 3339 in UTC. A time without an offset is local. Raise UsageWrong for what is neither time nor duration."""
    return None if text is None else rfc3339(as_moment(text))


def rfc3339(value: datetime) -> str:
    """UTC with milliseconds, as the API writes it."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_ahead(text: str | None) -> str | None:
    """The moment that is so far ahead, as RFC 3339. Raise UsageWrong for what is no duration."""
    if text is None:
        return None
    try:
        return rfc3339(datetime.now(UTC) + timedelta(seconds=parse_seconds(text)))
    except (ValueError, OverflowError):
        raise UsageWrong(f"{text!r} is not a duration: write it as in 90d, 12h or 30m") from None


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
