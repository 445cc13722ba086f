"""Who did what, when. Rows are added and read, never changed."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Json
from tocsin.storage.paging import Page


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
        raise NotImplementedError

    async def page(
        self, workspace_id: int, *, subject: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredAudit]:
        """Newest first."""
        raise NotImplementedError
