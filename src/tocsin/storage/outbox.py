"""The outbox: what alerting must decide upon, leased, handled, and only then marked done."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.storage.documents import from_json
from tocsin.storage.statements import insert_into
from tocsin.storage.tables import outbox
from tocsin.storage.workspaces import is_living


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
        rows = [
            {
                "workspace_id": one.workspace_id,
                "topic": str(one.topic),
                "dedup_key": one.dedup_key,
                "payload": msgspec.json.encode(one.payload),
                "created_at": one.created_at,
                "available_at": one.created_at,
            }
            for one in records
        ]
        if rows:
            statement = insert_into(self.connection, outbox)
            await self.connection.execute(statement.on_conflict_do_nothing(index_elements=[outbox.c.dedup_key]), rows)

    async def lease(self, owner: str, now: int, *, lease_ms: int = 60_000, limit: int = 100) -> list[LeasedRecord]:
        """Take the oldest that are available and not leased; other consumers pass over them.

        What is to be told of a deleted workspace waits until it is restored, or purged.
        """
        free = (
            select(outbox.c.id)
            .where(
                outbox.c.done_at.is_(None),
                outbox.c.available_at <= now,
                or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
                is_living(outbox.c.workspace_id),
            )
            .order_by(outbox.c.available_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(outbox)
            .where(outbox.c.id.in_(free.scalar_subquery()))
            .values(leased_by=owner, leased_until=now + lease_ms, attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
        rows = (await self.connection.execute(statement)).all()
        leased = [
            LeasedRecord(
                row.id,
                row.attempts,
                OutboxRecord(
                    workspace_id=row.workspace_id,
                    topic=OutboxTopic(row.topic),
                    dedup_key=row.dedup_key,
                    payload=from_json(row.payload),
                    created_at=row.created_at,
                ),
            )
            for row in rows
        ]
        return sorted(leased, key=lambda one: one.id)

    async def complete(self, owner: str, record_ids: Collection[int], now: int) -> int:
        """Mark as done what `owner` still holds; return how many those were."""
        if not record_ids:
            return 0
        statement = (
            update(outbox)
            .where(outbox.c.id.in_(record_ids), outbox.c.leased_by == owner, outbox.c.done_at.is_(None))
            .values(done_at=now, leased_by=None, leased_until=None)
        )
        return (await self.connection.execute(statement)).rowcount

    async def postpone(self, owner: str, record_id: int, available_at: int, error: str) -> None:
        """Give a lease back: to be tried again at `available_at` (Unix ms)."""
        await self.connection.execute(
            update(outbox)
            .where(outbox.c.id == record_id, outbox.c.leased_by == owner, outbox.c.done_at.is_(None))
            .values(available_at=available_at, leased_by=None, leased_until=None, last_error=error)
        )

    async def pending(self) -> tuple[int, int | None]:
        """How many are to be leased now or later, and when the oldest of them was created (Unix ms)."""
        undone = (outbox.c.done_at.is_(None), is_living(outbox.c.workspace_id))
        statement = select(func.count(), func.min(outbox.c.created_at)).where(*undone)
        number, oldest = (await self.connection.execute(statement)).one()
        return number, oldest

    async def oldest_available(self, now: int) -> int | None:
        """Since when (Unix ms) the oldest waits that could be decided upon now; those of deleted workspaces aside."""
        waits = (outbox.c.done_at.is_(None), outbox.c.available_at <= now, is_living(outbox.c.workspace_id))
        oldest: int | None = (
            await self.connection.execute(select(func.min(outbox.c.available_at)).where(*waits))
        ).scalar_one()
        return oldest
