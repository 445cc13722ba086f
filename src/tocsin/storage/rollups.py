"""Hours and days, derived from results when an hour closes, and again when something in it changes."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.database import Database

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
GRACE_MS = 120_000
"""How long after its end an hour waits for results that are still on their way."""


async def step(db: Database, now: int) -> bool:
    """Do one short piece of the work that is due, in its own transaction; False when nothing is left to do.

    Call it until it says False, with a pause in between, about once a minute. Several processes may: one works.
    """
    raise NotImplementedError


class RollupRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def recompute(self, monitor_id: int, start: int, end: int) -> None:
        """Make the closed hours that touch [start, end) dirty; `step` derives them, and their days, again."""
        raise NotImplementedError

    async def lag_ms(self, now: int) -> int:
        """How far the derived hours are behind the moment at which they could have been."""
        raise NotImplementedError
