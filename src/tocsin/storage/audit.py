"""Who did what, when. Rows are added and read, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Json
from tocsin.storage.documents import from_json
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import audit


class StoredAudit(msgspec.Struct, frozen=True):
    """`action` such as `monitor.updated`; `subject` such as `monitor:17`."""

    id: int
    workspace_id: int
    at: int
    actor: str
    action: str
    subject: str
    detail: dict[str, Json]


class AuditRepository:
    """Append only."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self, workspace_id: int, *, at: int, actor: str, action: str, subject: str, detail: dict[str, Json]
    ) -> None:
        """`detail` holds no secrets."""
        await self.add_many(workspace_id, at=at, actor=actor, action=action, details={subject: detail})

    async def add_many(
        self, workspace_id: int, *, at: int, actor: str, action: str, details: Mapping[str, dict[str, Json]]
    ) -> None:
        """The same action upon several subjects, each with its detail."""
        base = {"workspace_id": workspace_id, "at": at, "actor": actor, "action": action}
        rows = [
            {**base, "subject": subject, "detail": msgspec.json.encode(detail).decode()}
            for subject, detail in details.items()
        ]
        if rows:
            await self.connection.execute(insert(audit), rows)

    async def page(
        self, workspace_id: int, *, subject: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredAudit]:
        """Newest first."""
        limit = clamp(limit)
        statement = select(audit).where(audit.c.workspace_id == workspace_id)
        if subject is not None:
            statement = statement.where(audit.c.subject == subject)
        if cursor is not None:
            statement = statement.where(audit.c.id < decode_cursor(cursor, int))
        rows = (await self.connection.execute(statement.order_by(audit.c.id.desc()).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.id)


def _stored_of(row: Row[Any]) -> StoredAudit:
    detail = from_json(row.detail)
    return StoredAudit(row.id, row.workspace_id, row.at, row.actor, row.action, row.subject, detail)
