"""The outbox: what alerting must decide upon, leased, handled, and only then marked done."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import OutboxRecord


class LeasedRecord(msgspec.Struct, frozen=True):
    """A record that is ours until the lease runs out. `attempts` counts this lease too."""

    id: int
    attempts: int
    record: OutboxRecord


class OutboxRepository:
    """For the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add_many(self, records: Sequence[OutboxRecord]) -> None:
        """A record whose `dedup_key` is known already changes nothing."""
        raise NotImplementedError

    async def lease(self, owner: str, now: int, *, lease_ms: int = 60_000, limit: int = 100) -> list[LeasedRecord]:
        """Take the oldest that are available and not leased; other consumers pass over them."""
        raise NotImplementedError

    async def complete(self, owner: str, record_ids: Collection[int], now: int) -> int:
        """Mark as done what `owner` still holds; return how many those were."""
        raise NotImplementedError

    async def postpone(self, owner: str, record_id: int, available_at: int, error: str) -> None:
        """Give a lease back: to be tried again at `available_at` (Unix ms)."""
        raise NotImplementedError

    async def pending(self) -> tuple[int, int | None]:
        """How many are not done, and when the oldest of them was created (Unix ms)."""
        raise NotImplementedError
