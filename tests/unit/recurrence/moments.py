"""Moments as people read them off a wall clock: `2026-03-29T03:00+02:00`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tocsin.recurrence import Recurrence


def ms(moment: str) -> int:
    """Unix ms of a moment with its offset."""
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def told(at: int | None, zone: str) -> str | None:
    """The moment on the wall clock of a zone, to the minute."""
    return None if at is None else datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).isoformat(timespec="minutes")


def walk(recurrence: Recurrence, after: str, count: int) -> list[int]:
    """The next `count` moments, or as many as there are."""
    found: list[int] = []
    at = recurrence.next_after(ms(after))
    while at is not None and len(found) < count:
        found.append(at)
        at = recurrence.next_after(at)
    return found


def walked(recurrence: Recurrence, after: str, count: int, zone: str) -> list[str | None]:
    return [told(at, zone) for at in walk(recurrence, after, count)]
