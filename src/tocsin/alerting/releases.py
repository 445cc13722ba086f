"""What a silence has held, once somebody ends or changes it: decided anew, whenever it came to be held."""

from __future__ import annotations

from tocsin.core.alerting.muting import held_by
from tocsin.storage.alerts import AlertRepository
from tocsin.storage.database import Database
from tocsin.storage.silences import SilenceRepository

RECENT_MS = 60_000
"""Longer than any decision takes that was begun before the silence was ended, and is written down after it."""


async def release(database: Database, now: int) -> int:
    """Wake what silences hold that were ended or changed just now; return how many alerts."""
    async with database.read() as connection:
        changed = await SilenceRepository(connection).changed_since(now - RECENT_MS)
    if not changed:
        return 0
    async with database.write() as connection:
        return await AlertRepository(connection).wake([held_by(one) for one in changed], now)
