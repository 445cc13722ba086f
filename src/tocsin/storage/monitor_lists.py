"""Monitors as they are looked for: filtered, sorted, paged, each with its present state."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.silence import Occurrence
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_orders import MonitorSort, order_of
from tocsin.storage.monitor_rows import StoredMonitor, monitor_of, parents_of, tags_of, visible
from tocsin.storage.monitors import not_found
from tocsin.storage.overlays import Overlay, overlay_at
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import pattern
from tocsin.storage.tables import monitor, monitor_state, monitor_tag


class MonitorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given must hold; of `states` and `kinds` any one, of `tags` every one.

    `text` is looked for in name, target, description and tags, without regard to case.
    """

    text: str | None = None
    states: tuple[Verdict, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    enabled: bool | None = None
    managed_by: str | None = None
    ids: tuple[int, ...] | None = None
    maintenance: bool | None = None
    """Whether a maintenance window lies over it."""


class ListedMonitor(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor with what is concluded of it."""

    monitor: StoredMonitor
    state: Verdict
    since: int
    reason: str
    summary: str
    incident_id: int | None
    certificate_expires_at: int | None
    maintenance: Occurrence | None = None
    """What lies over it; the one that ends last."""


class TagCount(msgspec.Struct, frozen=True):
    """How many monitors carry a tag."""

    tag: str
    monitors: int


class MonitorListRepository:
    """Questions over many of one workspace's monitors."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def page(
        self,
        workspace_id: int,
        where: MonitorFilter,
        now: int,
        *,
        sort: MonitorSort = MonitorSort.NAME,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ListedMonitor]:
        """Raise ValidationFailed for a cursor of another list."""
        limit = clamp(limit)
        order, is_descending = order_of(sort), sort.value.startswith("-")
        overlay = await overlay_at(self.connection, workspace_id, now)
        statement = _listed().where(*visible(workspace_id), *conditions(where, overlay)).limit(limit + 1)
        statement = statement.order_by(*(column.desc() if is_descending else column for column in order.columns))
        if cursor is not None:
            here, there = tuple_(*order.columns), tuple_(*decode_cursor(cursor, order.cursor))
            statement = statement.where(here < there if is_descending else here > there)
        listed = await self._load(statement, overlay)
        return page_of(listed, limit, lambda one: one, lambda one: order.key(one.monitor, one.state))

    async def get(self, workspace_id: int, monitor_id: int, now: int) -> ListedMonitor:
        """Raise NotFound."""
        overlay = await overlay_at(self.connection, workspace_id, now)
        found = await self._load(_listed().where(*visible(workspace_id), monitor.c.id == monitor_id), overlay)
        if not found:
            raise not_found(monitor_id)
        return found[0]

    async def count_by_state(self, workspace_id: int, where: MonitorFilter, now: int) -> dict[Verdict, int]:
        """Every state is a key; enabled and disabled monitors alike unless the filter says otherwise."""
        overlay = await self._overlay(workspace_id, where, now)
        statement = (
            select(monitor_state.c.state, func.count())
            .join(monitor, monitor.c.id == monitor_state.c.monitor_id)
            .where(*visible(workspace_id), *conditions(where, overlay))
            .group_by(monitor_state.c.state)
        )
        counts = dict.fromkeys(Verdict, 0)
        counts.update({Verdict(state): number for state, number in await self.connection.execute(statement)})
        return counts

    async def matching_ids(
        self, workspace_id: int, where: MonitorFilter, now: int, *, limit: int = 100_000
    ) -> list[int]:
        """For bulk actions on a filter."""
        overlay = await self._overlay(workspace_id, where, now)
        statement = (
            select(monitor.c.id)
            .join(monitor_state, monitor_state.c.monitor_id == monitor.c.id)
            .where(*visible(workspace_id), *conditions(where, overlay))
            .order_by(monitor.c.id)
            .limit(limit)
        )
        return list((await self.connection.execute(statement)).scalars())

    async def tags(self, workspace_id: int, *, cursor: str | None = None, limit: int = 50) -> Page[TagCount]:
        """By name."""
        limit = clamp(limit)
        statement = (
            select(monitor_tag.c.tag, func.count())
            .join(monitor, monitor.c.id == monitor_tag.c.monitor_id)
            .where(*visible(workspace_id))
            .group_by(monitor_tag.c.tag)
            .order_by(monitor_tag.c.tag)
            .limit(limit + 1)
        )
        if cursor is not None:
            statement = statement.where(monitor_tag.c.tag > decode_cursor(cursor, str))
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, lambda row: TagCount(*row), lambda one: one.tag)

    async def _overlay(self, workspace_id: int, where: MonitorFilter, now: int) -> Overlay:
        """Where nothing else of it is asked than whether it matches."""
        return Overlay() if where.maintenance is None else await overlay_at(self.connection, workspace_id, now)

    async def _load(self, statement: Select[Any], overlay: Overlay) -> list[ListedMonitor]:
        rows = (await self.connection.execute(statement)).all()
        ids = [row.id for row in rows]
        tags, parents = await tags_of(self.connection, ids), await parents_of(self.connection, ids)
        monitors = [monitor_of(row, tags.get(row.id, ()), parents.get(row.id, ())) for row in rows]
        return [
            ListedMonitor(
                monitor=one,
                state=Verdict(row.state),
                since=row.since,
                reason=row.reason,
                summary=row.summary,
                incident_id=row.incident_id,
                certificate_expires_at=row.certificate_expires_at,
                maintenance=overlay.over(one),
            )
            for row, one in zip(rows, monitors, strict=True)
        ]


def conditions(where: MonitorFilter, overlay: Overlay) -> list[ColumnElement[bool]]:
    """The filter in SQL, over `monitor` joined with `monitor_state`."""
    found: list[ColumnElement[bool]] = []
    if where.text:
        found.append(_contains(where.text))
    if where.states:
        found.append(monitor_state.c.state.in_(where.states))
    if where.kinds:
        found.append(monitor.c.kind.in_(where.kinds))
    found += [monitor.c.id.in_(_tagged(monitor_tag.c.tag == tag)) for tag in where.tags]
    if where.enabled is not None:
        found.append(monitor.c.enabled == where.enabled)
    if where.managed_by is not None:
        found.append(monitor.c.managed_by == where.managed_by)
    if where.ids is not None:
        found.append(monitor.c.id.in_(where.ids))
    if where.maintenance is not None:
        found.append(overlay.covers() if where.maintenance else not_(overlay.covers()))
    return found


def _contains(text: str) -> ColumnElement[bool]:
    like = pattern(text)
    folded = pattern(text.casefold())
    return or_(
        monitor.c.sort_name.like(folded, escape="\\"),
        func.lower(monitor.c.target).like(like, escape="\\"),
        func.lower(monitor.c.description).like(like, escape="\\"),
        monitor.c.id.in_(_tagged(func.lower(monitor_tag.c.tag).like(like, escape="\\"))),
    )


def _tagged(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(monitor_tag.c.monitor_id).where(condition)


def _listed() -> Select[Any]:
    state = monitor_state.c
    return select(
        monitor, state.state, state.since, state.reason, state.summary, state.incident_id, state.certificate_expires_at
    ).join(monitor_state, state.monitor_id == monitor.c.id)
