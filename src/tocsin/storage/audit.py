"""Who did what, when, from where. Rows are added and read; the database itself refuses to change one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Json
from tocsin.storage.documents import from_json
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.tables import audit


class StoredAudit(msgspec.Struct, frozen=True, kw_only=True):
    """`action` such as `monitor.updated`; `subject` such as `monitor:17`. `address` is empty where none is known."""

    id: int
    workspace_id: int
    at: int
    actor: str
    user_id: int | None
    address: str
    action: str
    subject: str
    detail: dict[str, Json]


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given must hold. An `action` that ends in a dot stands for all that begin so.

    `since` and `until` in Unix ms: from the one on, and before the other.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    user_id: int | None = None
    since: int | None = None
    until: int | None = None


EVERYTHING = AuditFilter()


class AuditRepository:
    """Append only."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self,
        workspace_id: int,
        *,
        at: int,
        actor: str,
        action: str,
        subject: str,
        detail: dict[str, Json],
        user_id: int | None = None,
        address: str = "",
    ) -> None:
        """`detail` holds no secrets."""
        details = {subject: detail}
        await self.add_many(
            workspace_id, at=at, actor=actor, action=action, details=details, user_id=user_id, address=address
        )

    async def add_many(
        self,
        workspace_id: int,
        *,
        at: int,
        actor: str,
        action: str,
        details: Mapping[str, dict[str, Json]],
        user_id: int | None = None,
        address: str = "",
    ) -> None:
        """The same action upon several subjects, each with its detail."""
        who = {"actor": actor, "user_id": user_id, "address": address}
        base = {"workspace_id": workspace_id, "at": at, "action": action, **who}
        rows = [
            {**base, "subject": subject, "detail": msgspec.json.encode(detail).decode()}
            for subject, detail in details.items()
        ]
        if rows:
            await self.connection.execute(insert(audit), rows)

    async def page(
        self, workspace_id: int, where: AuditFilter = EVERYTHING, *, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredAudit]:
        """Newest first."""
        limit = clamp(limit)
        statement = select(audit).where(audit.c.workspace_id == workspace_id, *_conditions(where))
        if cursor is not None:
            statement = statement.where(audit.c.id < decode_cursor(cursor, int))
        rows = (await self.connection.execute(statement.order_by(audit.c.id.desc()).limit(limit + 1))).all()
        return page_of(rows, limit, _stored_of, lambda one: one.id)

    async def after(
        self, workspace_id: int, where: AuditFilter = EVERYTHING, after_id: int = 0, limit: int = 500
    ) -> list[StoredAudit]:
        """Oldest first, those whose id is greater: an export goes on behind the last one that it has."""
        condition = (audit.c.workspace_id == workspace_id, audit.c.id > after_id, *_conditions(where))
        statement = select(audit).where(*condition).order_by(audit.c.id).limit(clamp(limit))
        return [_stored_of(row) for row in await self.connection.execute(statement)]


def _conditions(where: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        audit.c[name] == value
        for name in ("actor", "subject", "user_id")
        if (value := getattr(where, name)) is not None
    ]
    if where.action is not None:
        found.append(_is_action(where.action))
    if where.since is not None:
        found.append(audit.c.at >= where.since)
    if where.until is not None:
        found.append(audit.c.at < where.until)
    return found


def _is_action(action: str) -> ColumnElement[bool]:
    """No LIKE: it takes no notice of case on SQLite."""
    if action.endswith("."):
        return func.substr(audit.c.action, 1, len(action)) == action
    return audit.c.action == action


def _stored_of(row: Row[Any]) -> StoredAudit:
    values = {**row._mapping, "detail": from_json(row.detail)}
    return StoredAudit(**values)
