"""Moments as the clocks of towns show them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = "Europe/Berlin"
"""Clocks went forward on 2026-03-29 at 02:00, and back on 2026-10-25 at 03:00."""
HOUR = 3_600_000
DAY = 24 * HOUR


def at(text: str, zone: str = BERLIN, *, fold: int = 0) -> int:
    """Unix ms of `2026-03-28 22:00`. `fold` 1: the second time that the clock shows it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()) * 1000
