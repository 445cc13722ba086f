"""Intervals that somebody has given a meaning; every figure made from them follows."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Mark, MarkKind
from tocsin.storage.paging import Page


class StoredMark(msgspec.Struct, frozen=True):
    """A mark on one monitor, and who set it."""

    id: int
    workspace_id: int
    monitor_id: int
    mark: Mark
    note: str
    created_by: str
    created_at: int


class MarkRepository:
    """Every change makes the closed hours that it touches dirty, so that they are derived again."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(
        self, workspace_id: int, monitor_ids: Collection[int], mark: Mark, *, note: str, actor: str, now: int
    ) -> list[int]:
        """One mark per monitor; return their ids."""
        raise NotImplementedError

    async def close_open(self, workspace_id: int, monitor_ids: Collection[int], kind: MarkKind, now: int) -> int:
        """End the marks of one kind that go on (a pause that is over); return how many."""
        raise NotImplementedError

    async def remove(self, workspace_id: int, mark_id: int, now: int) -> StoredMark:
        """Raise NotFound."""
        raise NotImplementedError

    async def page(
        self, workspace_id: int, *, monitor_id: int | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[StoredMark]:
        """Newest first."""
        raise NotImplementedError

    async def overlapping(self, monitor_ids: Collection[int], start: int, end: int) -> dict[int, list[Mark]]:
        """Marks by monitor id that touch [start, end). For the system."""
        raise NotImplementedError
