"""Old data goes, a little at a time, so that no lock is held for long."""

from __future__ import annotations

import msgspec

from tocsin.storage.database import Database

DAY_MS = 86_400_000


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """How long each level is kept, in days."""

    raw: float = 14
    hour: float = 180
    day: float = 5 * 365
    evidence: float = 30
    outbox: float = 7
    idempotency: float = 1
    deleted_monitor: float = 7


async def step(db: Database, ages: Ages, now: int) -> bool:
    """Delete one small chunk in its own transaction; False when a full round found nothing more to delete."""
    raise NotImplementedError
