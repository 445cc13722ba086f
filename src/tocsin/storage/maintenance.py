"""The marks that maintenance windows set, and which windows still have some to set. For the system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.silence import SilenceKind
from tocsin.core.availability import MarkKind
from tocsin.storage.dirty import DirtyRepository
from tocsin.storage.matching import fitting
from tocsin.storage.monitor_rows import visible
from tocsin.storage.silences import StoredSilence, stored_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import mark, monitor, silence
from tocsin.storage.workspaces import is_living


class MaintenanceMark(msgspec.Struct, frozen=True, gc=False):
    """A time [start, end) in which a monitor is in maintenance. Its end is known from the beginning."""

    id: int
    monitor_id: int
    start: int
    end: int


class MaintenanceRepository:
    """Marks are a window's own by `created_by`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def unsettled(self, now: int) -> list[StoredSilence]:
        """Windows that hold or may hold, that have held unmarked, or that were ended or changed since."""
        table = silence.c
        statement = select(silence).where(
            table.kind == str(SilenceKind.MAINTENANCE), _is_unsettled(now), is_living(table.workspace_id)
        )
        return [stored_of(row) for row in await self.connection.execute(statement.order_by(table.id))]

    async def hold(self, window: StoredSilence) -> bool:
        """Nobody else marks or changes it until this transaction ends; False when somebody has changed it since."""
        table = silence.c
        one = select(table.id).where(table.id == window.id, table.revision == window.revision)
        return (await self.connection.execute(one.with_for_update())).one_or_none() is not None

    async def settled(self, window: StoredSilence, until: int) -> None:
        """Its times are marked up to then."""
        await self.connection.execute(update(silence).where(silence.c.id == window.id).values(marked_until=until))

    async def touching(
        self, window: StoredSilence, monitor_ids: Collection[int], start: int, end: int
    ) -> dict[int, list[MaintenanceMark]]:
        """Its marks by monitor that begin in [start, end)."""
        found: defaultdict[int, list[MaintenanceMark]] = defaultdict(list)
        for ids in chunks(monitor_ids):
            statement = _marks().where(
                mark.c.monitor_id.in_(ids), mark.c.starts_at >= start, mark.c.starts_at < end, *_own(window)
            )
            for row in await self.connection.execute(statement):
                found[row.monitor_id].append(MaintenanceMark(*row))
        return dict(found)

    async def unmatched(self, window: StoredSilence, since: int, now: int, limit: int) -> list[MaintenanceMark]:
        """Its marks that began since then and go on, of monitors that it does not match any more."""
        matched = select(monitor.c.id).where(*visible(window.workspace_id), *fitting(window.fields.silence.match))
        statement = self._of_workspace(window, since).where(mark.c.ends_at > now, mark.c.monitor_id.not_in(matched))
        return [MaintenanceMark(*row) for row in await self.connection.execute(statement.limit(limit))]

    async def outlasting(
        self, window: StoredSilence, since: int, until: int, at: int, end: int, limit: int
    ) -> list[MaintenanceMark]:
        """Its marks that began within [since, until], go on at `at`, and end neither then nor at `end`."""
        statement = self._of_workspace(window, since).where(
            mark.c.starts_at <= until, mark.c.ends_at > at, mark.c.ends_at != end
        )
        return [MaintenanceMark(*row) for row in await self.connection.execute(statement.limit(limit))]

    def _of_workspace(self, window: StoredSilence, since: int) -> Select[Any]:
        own = select(monitor.c.id).where(monitor.c.workspace_id == window.workspace_id)
        return _marks().where(mark.c.monitor_id.in_(own), mark.c.starts_at >= since, *_own(window))

    async def add(self, window: StoredSilence, times: Sequence[tuple[int, int, int]], now: int) -> None:
        """(monitor id, start, end); those that are empty are left out."""
        rows = [
            {
                "workspace_id": window.workspace_id,
                "monitor_id": monitor_id,
                "kind": str(MarkKind.MAINTENANCE),
                "starts_at": start,
                "ends_at": end,
                "note": window.fields.comment,
                "created_by": author_of(window),
                "created_at": now,
            }
            for monitor_id, start, end in times
            if start < end
        ]
        if rows:
            await self.connection.execute(insert(mark), rows)
        await self._derive_anew(times, now)

    async def move_ends(self, marks: Sequence[MaintenanceMark], end: int, now: int) -> None:
        """They end at `end`; those that would end before they begin are removed."""
        for some in chunks(marks):
            gone = [one.id for one in some if end <= one.start]
            kept = [one.id for one in some if end > one.start]
            await self.connection.execute(delete(mark).where(mark.c.id.in_(gone)))
            await self.connection.execute(update(mark).where(mark.c.id.in_(kept)).values(ends_at=end))
        await self._derive_anew([_between(one, max(end, one.start)) for one in marks], now)

    async def _derive_anew(self, times: Iterable[tuple[int, int, int]], now: int) -> None:
        """The closed hours of these (monitor id, start, end)."""
        alike: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for monitor_id, start, end in times:
            if start < min(end, now):
                alike[start, min(end, now)].append(monitor_id)
        for (start, end), monitor_ids in alike.items():
            await DirtyRepository(self.connection).add_range(monitor_ids, start, end)


def author_of(window: StoredSilence) -> str:
    """Who has set its marks, as they say."""
    return f"maintenance:{window.id}"


def _between(one: MaintenanceMark, end: int) -> tuple[int, int, int]:
    return one.monitor_id, min(end, one.end), max(end, one.end)


def _is_unsettled(now: int) -> ColumnElement[bool]:
    table = silence.c
    may_hold = or_(table.last_ends_at.is_(None), table.last_ends_at > now)
    has_held = or_(table.marked_until.is_(None), table.marked_until < table.last_ends_at)
    is_open = table.ended_at.is_(None) & (
        ((table.starts_at <= now) & or_(may_hold, has_held)) | (table.marked_until > now)
    )
    was_ended = table.ended_at.is_not(None) & or_(table.marked_until.is_(None), table.marked_until != table.ended_at)
    return or_(is_open, was_ended)


def _marks() -> Select[Any]:
    return select(mark.c.id, mark.c.monitor_id, mark.c.starts_at, mark.c.ends_at)


def _own(window: StoredSilence) -> tuple[ColumnElement[bool], ...]:
    return mark.c.kind == str(MarkKind.MAINTENANCE), mark.c.created_by == author_of(window)
