"""The last state of every monitor, and when it was last heard of: whether it was posted to us or looked at by us."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.ping import PushMemory
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import tags_of, visible
from tocsin.storage.monitors import not_found
from tocsin.storage.tables import monitor, monitor_state, monitor_tag, push_state, region, result

MOST = 10_000
_MEMORY = msgspec.msgpack.Decoder(PushMemory)


class LastState(msgspec.Struct, frozen=True, kw_only=True):
    """`at` (Unix ms): its newest result, or the last change of its state; None while nothing is known of it."""

    id: int
    name: str
    kind: str
    enabled: bool
    state: Verdict
    at: int | None
    tags: tuple[str, ...]


class SeenState(msgspec.Struct, frozen=True):
    """What one result said."""

    verdict: Verdict
    at: int


class LastStateRepository:
    """Of one workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def get(self, workspace_id: int, monitor_id: int) -> LastState:
        """Raise NotFound."""
        statement = _states().where(*visible(workspace_id), monitor.c.id == monitor_id)
        found = await self._load(statement)
        if not found:
            raise not_found(monitor_id)
        return found[0]

    async def newest(self, workspace_id: int, tags: Collection[str] = ()) -> list[LastState]:
        """Newest first: those of which something is known and that carry all the tags, ten thousand at most."""
        statement = _states().where(*visible(workspace_id), _is_known(), *(_is_tagged(tag) for tag in tags))
        # What a pushed monitor remembers is in its document: the order is right once that is read.
        latest = func.coalesce(statement.selected_columns.newest, statement.selected_columns.since)
        found = await self._load(statement.order_by(latest.desc(), monitor.c.id.desc()).limit(MOST))
        return sorted((one for one in found if one.at is not None), key=lambda one: (one.at or 0, one.id), reverse=True)

    async def history(self, workspace_id: int, monitor_id: int, *, skip: int, limit: int) -> list[SeenState]:
        """Results, newest first, of every region. Callers keep `skip` and `limit` within bounds."""
        regions = (await self.connection.execute(select(region.c.id))).scalars().all()
        if not regions:
            return []
        each = [_newest_of(workspace_id, monitor_id, region_id, skip + limit) for region_id in regions]
        rows = union_all(*each).subquery()
        statement = select(rows.c.verdict, rows.c.scheduled_at).order_by(
            rows.c.scheduled_at.desc(), rows.c.region_id.desc()
        )
        found = await self.connection.execute(statement.offset(skip).limit(limit))
        return [SeenState(Verdict(verdict), at) for verdict, at in found]

    async def _load(self, statement: Select[Any]) -> list[LastState]:
        rows = (await self.connection.execute(statement)).all()
        tags = await tags_of(self.connection, [row.id for row in rows])
        return [_state_of(row, tags.get(row.id, ())) for row in rows]


def _states() -> Select[Any]:
    return (
        select(
            monitor.c.id,
            monitor.c.name,
            monitor.c.kind,
            monitor.c.enabled,
            monitor_state.c.state,
            monitor_state.c.since,
            monitor_state.c.reason,
            push_state.c.document,
            _newest_result().label("newest"),
        )
        .join(monitor_state, monitor_state.c.monitor_id == monitor.c.id)
        .outerjoin(push_state, push_state.c.monitor_id == monitor.c.id)
    )


def _newest_result() -> ScalarSelect[Any]:
    """One step into the primary key for each region, however many results there are."""
    newest = (
        select(result.c.scheduled_at)
        .where(result.c.monitor_id == monitor.c.id, result.c.region_id == region.c.id)
        .order_by(result.c.scheduled_at.desc())
        .limit(1)
        .correlate(monitor, region)
        .scalar_subquery()
    )
    return select(func.max(newest)).select_from(region).correlate(monitor).scalar_subquery()


def _is_known() -> ColumnElement[bool]:
    return or_(monitor_state.c.reason != Reason.NEVER_CHECKED.value, push_state.c.monitor_id.is_not(None))


def _is_tagged(tag: str) -> ColumnElement[bool]:
    return monitor.c.id.in_(select(monitor_tag.c.monitor_id).where(monitor_tag.c.tag == tag))


def _newest_of(workspace_id: int, monitor_id: int, region_id: int, limit: int) -> Select[Any]:
    owned = select(monitor.c.id).where(monitor.c.id == monitor_id, *visible(workspace_id)).exists()
    newest = (
        select(result.c.verdict, result.c.scheduled_at, result.c.region_id)
        .where(owned, result.c.monitor_id == monitor_id, result.c.region_id == region_id)
        .order_by(result.c.scheduled_at.desc())
        .limit(limit)
    )
    return select(newest.subquery())


def _state_of(row: Row[Any], tags: Sequence[str]) -> LastState:
    memory = PushMemory() if row.document is None else _MEMORY.decode(row.document)
    moments = (0, 0) if row.reason == Reason.NEVER_CHECKED else (row.since, row.newest or 0)
    at = max(memory.told_at, *moments)
    return LastState(
        id=row.id,
        name=row.name,
        kind=row.kind,
        enabled=bool(row.enabled),
        state=Verdict(row.state),
        at=at or None,
        tags=tuple(tags),
    )
