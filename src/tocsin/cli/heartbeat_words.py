"""How a pushed monitor stands with its pings, in words for those who look at it."""

from __future__ import annotations

from datetime import datetime

from tocsin.cli import output
from tocsin.cli.output import Cell
from tocsin.cli.replies import Heartbeat

SECOND_MS = 1000
NEW = "Nothing heard yet"


def facts(kind: str, found: Heartbeat | None, now: datetime) -> list[tuple[str, Cell]]:
    """Names and values, the kind's own name for the word that sums them up."""
    if found is None:
        return []
    is_past = found.expected_at is not None and found.expected_at <= now
    bound = "must end by" if found.status == "running" else "missing after"
    return [
        (kind, NEW if found.status == "new" else found.status),
        ("running since", _beside(found.running_since, now)),
        ("last ping", _beside(found.last_ping_at, now)),
        ("took", took(found.last_duration_ms)),
        ("was expected" if is_past else "next expected", _beside(found.expected_at, now)),
        (bound, None if found.missing_at == found.expected_at else _beside(found.missing_at, now)),
    ]


def remark(found: Heartbeat | None, now: datetime) -> str:
    """What a list says of one whose state needs no explanation; empty when all is as it should be."""
    if found is None:
        return ""
    if found.status == "new":
        return NEW
    if found.status == "running":
        return f"Running since {_beside(found.running_since, now)}"
    if found.status == "late":
        return f"Late: was expected {_beside(found.expected_at, now)}, missing after {output.moment(found.missing_at)}"
    return ""


def took(milliseconds: int | None) -> str | None:
    """A job's duration."""
    if milliseconds is None or milliseconds >= SECOND_MS:
        return output.span(None if milliseconds is None else milliseconds / SECOND_MS)
    return output.milliseconds(milliseconds)


def _beside(at: datetime | None, now: datetime) -> str | None:
    """A moment, and how far it is from now."""
    if at is None:
        return None
    seconds = (at - now).total_seconds()
    away = f"in {output.span(seconds)}" if seconds > 0 else f"{output.span(-seconds)} ago"
    return f"{output.moment(at)} ({away})"
