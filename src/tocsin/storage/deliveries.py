"""Deliveries: every attempt at saying a notification, with what the far side answered."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import delivery


class DeliveryOutcome(StrEnum):
    """How an attempt has ended."""

    SENT = "sent"
    TEMPORARY = "temporary"
    """It may be taken when it is tried again."""
    PERMANENT = "permanent"
    """The same would be refused again."""


class NewDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """`at` is Unix ms; `status` is the far side's, where it has such; `answer` holds no credential."""

    workspace_id: int
    notification_id: int
    channel_id: int | None
    at: int
    took_ms: int
    outcome: DeliveryOutcome
    status: int | None
    answer: str


class StoredDelivery(NewDelivery, frozen=True, kw_only=True):
    """One attempt, with its id."""

    id: int


class DeliveryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Every field that is set must fit."""

    channel_id: int | None = None
    notification_id: int | None = None
    outcome: DeliveryOutcome | None = None


class DeliveryRepository:
    """`add` is for the system, `page` for users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(self, one: NewDelivery) -> None:
        values = {**msgspec.structs.asdict(one), "outcome": str(one.outcome)}
        await self.connection.execute(insert(delivery).values(values))

    async def page(
        self, workspace_id: int, where: DeliveryFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredDelivery]:
        """Newest first."""
        limit = clamp(limit)
        statement = select(delivery).where(delivery.c.workspace_id == workspace_id)
        for name, value in msgspec.structs.asdict(where).items():
            if value is not None:
                statement = statement.where(delivery.c[name] == value)
        if cursor is not None:
            statement = statement.where(delivery.c.id < decode_cursor(cursor, int))
        rows = (await self.connection.execute(statement.order_by(delivery.c.id.desc()).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.id)


def _stored_of(row: Row[Any]) -> StoredDelivery:
    return StoredDelivery(
        id=row.id,
        workspace_id=row.workspace_id,
        notification_id=row.notification_id,
        channel_id=row.channel_id,
        at=row.at,
        took_ms=row.took_ms,
        outcome=DeliveryOutcome(row.outcome),
        status=row.status,
        answer=row.answer,
    )
