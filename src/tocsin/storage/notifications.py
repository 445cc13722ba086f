"""Notifications: what is to be said to one destination, leased, said, and only then marked as done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.announcement import Purpose
from tocsin.core.errors import NotFound
from tocsin.storage.deliveries import DeliveryOutcome
from tocsin.storage.leasable import Room, is_free, is_pending, leasable, unleased
from tocsin.storage.notification_rows import (
    NewNotification,
    NotificationFilter,
    NotificationStatus,
    StoredNotification,
    Told,
    filtered,
    row_of,
    stored_of,
)
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import AnyRow, chunks, insert_into
from tocsin.storage.tables import delivery, notification
from tocsin.storage.workspaces import is_living

__all__ = [
    "NewNotification",
    "NotificationFilter",
    "NotificationRepository",
    "NotificationStatus",
    "StoredNotification",
    "Told",
]

log = structlog.get_logger()

TELL_OF_A_PROBLEM = frozenset({Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE})
"""Whoever was told one of these has heard of the group."""
MOST_TOLD = 1_000
ROWS_A_STATEMENT = 500


class NotificationRepository:
    """`page` and `get` are for users, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add_many(self, notifications: Sequence[NewNotification]) -> list[int]:
        """Ids of the new ones; one whose `dedup_key` is known already changes nothing."""
        found: list[int] = []
        for some in chunks(notifications, ROWS_A_STATEMENT):
            statement = insert_into(self.connection, notification)
            fresh = statement.on_conflict_do_nothing(index_elements=[notification.c.dedup_key])
            inserted = await self.connection.execute(fresh.returning(notification.c.id), [row_of(one) for one in some])
            found += inserted.scalars().all()
        return sorted(found)

    async def has_available(self, now: int) -> bool:
        """Whether there may be something to lease."""
        statement = select(notification.c.id).where(*is_free(now)).limit(1)
        return (await self.connection.execute(statement)).first() is not None

    async def lease(
        self, owner: str, now: int, *, lease_ms: int = 60_000, limit: int = 100, room: Room | None = None
    ) -> list[StoredNotification]:
        """Take the oldest that are available and not leased; other consumers pass over them.

        No more of a channel or a workspace than there is `room` for. Which of them wait is said by `leasable`.
        """
        table = notification.c
        statement = (
            update(notification)
            .where(table.id.in_(leasable(now, limit, room).scalar_subquery()))
            .values(leased_by=owner, leased_until=now + lease_ms, attempts=table.attempts + 1)
            .returning(notification)
        )
        rows = (await self.connection.execute(statement)).all()
        leased = [one for row in rows if (one := await self._read(row, owner, now)) is not None]
        return sorted(leased, key=lambda one: one.id)

    async def _read(self, row: AnyRow, owner: str, now: int) -> StoredNotification | None:
        """One that cannot be read, as when another version has written it, must not keep all others from being said."""
        try:
            return stored_of(row)
        except (ValueError, msgspec.MsgspecError):
            log.exception("a notification cannot be read, and is given up", notification=row.id)
            await self.finish(owner, row.id, NotificationStatus.FAILED, now, "It cannot be read.")
            return None

    async def finish(
        self, owner: str, notification_id: int, status: NotificationStatus, now: int, error: str | None
    ) -> bool:
        """Nothing is to be done any more. False, and nothing changed, when `owner` does not hold it any more.

        What is dropped was not attempted this time.
        """
        values: dict[str, Any] = {"status": str(status), "available_at": None, "finished_at": now, "last_error": error}
        if status == NotificationStatus.DROPPED:
            values["attempts"] = notification.c.attempts - 1
        return await self._give_back(owner, notification_id, **values)

    async def postpone(self, owner: str, notification_id: int, available_at: int, error: str) -> bool:
        """To be tried again at `available_at` (Unix ms). False when `owner` does not hold it any more."""
        return await self._give_back(owner, notification_id, available_at=available_at, last_error=error)

    async def drop_pending(
        self, group_ids: Collection[int], now: int, *, purposes: Collection[Purpose] | None = None
    ) -> int:
        """Those that are not being said at this moment, of all purposes or of these; return how many."""
        dropped = 0
        for ids in chunks(group_ids):
            statement = update(notification).where(notification.c.group_id.in_(ids), *unleased(now))
            if purposes is not None:
                statement = statement.where(notification.c.purpose.in_([str(one) for one in purposes]))
            values = {"status": str(NotificationStatus.DROPPED), "available_at": None, "finished_at": now}
            dropped += (await self.connection.execute(statement.values(values))).rowcount
        return dropped

    async def told(self, group_id: int, *, perhaps: bool = False) -> list[Told]:
        """Destinations that were told of the group's problem, or are to be; each once, under its newest name.

        With `perhaps` those too that may have heard of it, though nothing says so.
        """
        return (await self.told_of_many([group_id], perhaps=perhaps)).get(group_id, [])

    async def told_of_many(self, group_ids: Collection[int], *, perhaps: bool = False) -> dict[int, list[Told]]:
        """The same of each group; groups of which nobody was told are left out."""
        table = notification.c
        is_told = table.status.in_((str(NotificationStatus.SENT), str(NotificationStatus.PENDING)))
        newest = func.max(table.id)
        place = func.row_number().over(partition_by=table.group_id, order_by=newest).label("place")
        columns = (table.group_id, table.channel_id, table.user_id, table.destination)
        found: defaultdict[int, dict[tuple[int | None, int | None], Told]] = defaultdict(dict)
        for ids in chunks(group_ids):
            one = (
                select(*columns, place)
                .where(
                    table.group_id.in_(ids),
                    table.purpose.in_(TELL_OF_A_PROBLEM),
                    or_(is_told, _may_have_arrived()) if perhaps else is_told,
                )
                .group_by(*columns)
                .subquery("one")
            )
            statement = select(one).where(one.c.place <= MOST_TOLD).order_by(one.c.group_id, one.c.place)
            for row in await self.connection.execute(statement):
                told = Told(row.channel_id, row.user_id, row.destination)
                found[row.group_id][row.channel_id, row.user_id] = told
        return {group_id: list(some.values()) for group_id, some in found.items()}

    async def was_told(self, one: StoredNotification) -> bool:
        """Whether the problem of its group was said to its destination, or may have been."""
        table = notification.c
        statement = select(table.id).where(
            table.group_id == one.group_id,
            table.channel_id.is_not_distinct_from(one.channel_id),
            table.user_id.is_not_distinct_from(one.user_id),
            table.purpose.in_(TELL_OF_A_PROBLEM),
            or_(table.status == str(NotificationStatus.SENT), _may_have_arrived()),
        )
        return (await self.connection.execute(statement.limit(1))).first() is not None

    async def get(self, workspace_id: int, notification_id: int) -> StoredNotification:
        """Raise NotFound."""
        table = notification.c
        statement = select(notification).where(table.workspace_id == workspace_id, table.id == notification_id)
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"There is no notification {notification_id}.")
        return stored_of(row)

    async def page(
        self, workspace_id: int, where: NotificationFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredNotification]:
        """Newest first."""
        limit = clamp(limit)
        statement = filtered(workspace_id, where)
        if cursor is not None:
            statement = statement.where(notification.c.id < decode_cursor(cursor, int))
        rows = (await self.connection.execute(statement.order_by(notification.c.id.desc()).limit(limit + 1))).all()
        return page_of(rows, limit, stored_of, lambda one: one.id)

    async def pending(self) -> tuple[int, int | None]:
        """How many are to be said now or later, and when the oldest of them was created (Unix ms)."""
        undone = (notification.c.available_at.is_not(None), is_living(notification.c.workspace_id))
        statement = select(func.count(), func.min(notification.c.created_at)).where(*undone)
        number, oldest = (await self.connection.execute(statement)).one()
        return number, oldest

    async def _give_back(self, owner: str, notification_id: int, **values: Any) -> bool:
        is_held = (notification.c.id == notification_id, notification.c.leased_by == owner, is_pending(notification.c))
        statement = update(notification).where(*is_held).values(leased_by=None, leased_until=None, **values)
        return (await self.connection.execute(statement)).rowcount > 0


def _may_have_arrived() -> ColumnElement[bool]:
    """An attempt got no answer, or was not written down: the far side may have taken it all the same."""
    table, of = notification.c, delivery.c
    is_refused = or_(of.status.is_not(None), of.outcome == str(DeliveryOutcome.PERMANENT))
    refused = select(func.count()).where(of.notification_id == table.id, is_refused).correlate(notification)
    return table.attempts > refused.scalar_subquery()
