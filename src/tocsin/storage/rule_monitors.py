"""The monitors that rules are about."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.match import Match, Subject
from tocsin.storage.matching import fitting
from tocsin.storage.monitor_rows import tags_of, visible
from tocsin.storage.statements import AnyRow, chunks
from tocsin.storage.tables import monitor


class RuleMonitor(msgspec.Struct, frozen=True, gc=False):
    """A monitor as rules see it; one that is not enabled is paused."""

    subject: Subject
    enabled: bool
    created_at: int

    @property
    def id(self) -> int:
        return self.subject.monitor_id


class RuleMonitorRepository:
    """Methods that take a workspace are of one, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def some(self, workspace_id: int, *, after: int, limit: int) -> list[RuleMonitor]:
        """Of those whose ids are larger than `after`, the first, by ascending id."""
        return await self._read(_monitors(workspace_id).where(monitor.c.id > after).order_by(monitor.c.id).limit(limit))

    async def matched(self, workspace_id: int, match: Match, *, after: int, limit: int) -> list[RuleMonitor]:
        """The same of those that fit and are not paused."""
        statement = _monitors(workspace_id).where(monitor.c.id > after, monitor.c.enabled.is_(True), *fitting(match))
        return await self._read(statement.order_by(monitor.c.id).limit(limit))

    async def get_many(self, workspace_id: int, monitor_ids: Collection[int]) -> list[RuleMonitor]:
        """Those that exist, by ascending id."""
        found: list[RuleMonitor] = []
        for ids in chunks(sorted(monitor_ids)):
            found += await self._read(_monitors(workspace_id).where(monitor.c.id.in_(ids)).order_by(monitor.c.id))
        return found

    async def hold(self, monitor_ids: Collection[int]) -> set[int]:
        """Until this transaction ends nobody deletes or pauses any of these. Return those that are not paused."""
        held: set[int] = set()
        for ids in chunks(sorted(monitor_ids)):
            living = monitor.c.id.in_(ids), monitor.c.deleted_at.is_(None)
            statement = select(monitor.c.id, monitor.c.enabled).where(*living).order_by(monitor.c.id)
            rows = await self.connection.execute(statement.with_for_update(read=True))
            held.update(monitor_id for monitor_id, enabled in rows if enabled)
        return held

    async def _read(self, statement: Select[*tuple[object, ...]]) -> list[RuleMonitor]:
        rows: list[AnyRow] = list((await self.connection.execute(statement)).all())
        tags = await tags_of(self.connection, [row.id for row in rows])
        return [_monitor_of(row, frozenset(tags.get(row.id, ()))) for row in rows]


def _monitors(workspace_id: int) -> Select[*tuple[object, ...]]:
    columns = (monitor.c.id, monitor.c.name, monitor.c.kind, monitor.c.target, monitor.c.enabled, monitor.c.created_at)
    return select(*columns).where(*visible(workspace_id))


def _monitor_of(row: AnyRow, tags: frozenset[str]) -> RuleMonitor:
    return RuleMonitor(Subject(row.id, row.name, row.kind, row.target, tags), bool(row.enabled), row.created_at)
