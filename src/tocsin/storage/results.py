"""Results: one narrow row per probe run, written in bulk and read by monitor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import CompoundSelect, Select, and_, func, select, union_all
from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Phases, Result
from tocsin.core.verdict import Verdict
from tocsin.storage.backend import Rows
from tocsin.storage.database import Database
from tocsin.storage.dirty import DirtyRepository, surely_open_since
from tocsin.storage.monitor_rows import visible
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.phases import unpack
from tocsin.storage.result_rows import insert_new, row_of
from tocsin.storage.tables import evidence, monitor, region, result
from tocsin.storage.workspaces import is_living


class StoredResult(msgspec.Struct, frozen=True, gc=False):
    """A result as it was kept. `message` is empty once its evidence is gone."""

    monitor_id: int
    region: str
    scheduled_at: int
    verdict: Verdict
    latency_us: int | None = None
    phases: Phases | None = None
    code: int | None = None
    error: str | None = None
    message: str = ""


class ResultFilter(msgspec.Struct, frozen=True, kw_only=True):
    """`start` is included, `end` is not; Unix ms."""

    region: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    start: int | None = None
    end: int | None = None


async def append(database: Database, results: Sequence[Result], region_ids: Mapping[str, int], *, now: int) -> bool:
    """Store results that lead to nothing else, the fast way: one trip, one transaction.

    False, and nothing stored, when some are stored already or belong to an hour that may be closed: `insert` them.
    """
    return not are_late(results, now) and await database.write_alone([rows_of(results, region_ids)])


def are_late(results: Sequence[Result], now: int) -> bool:
    """Whether one of them belongs to an hour that may be closed."""
    open_since = surely_open_since(now)
    return any(one.scheduled_at < open_since for one in results)


def rows_of(results: Sequence[Result], region_ids: Mapping[str, int]) -> Rows:
    """Whole rows, for the fast way."""
    return Rows(result, [row_of(one, region_ids) for one in results])


class ResultRepository:
    """`insert` and `last_scheduled` are for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert(self, results: Sequence[Result], region_ids: Mapping[str, int], *, now: int) -> list[Result]:
        """Store what is not stored yet and return exactly that, in order. Late ones make their hours dirty."""
        if not results:
            return []
        new = await insert_new(self.connection, results, [row_of(one, region_ids) for one in results])
        await DirtyRepository(self.connection).add_late(((one.monitor_id, one.scheduled_at) for one in new), now)
        return new

    async def page(
        self,
        workspace_id: int,
        monitor_id: int,
        where: ResultFilter,
        *,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[StoredResult]:
        """Newest first."""
        limit = clamp(limit)
        names = await self._region_names()
        chosen = [number for number, name in names.items() if where.region in (None, name)]
        if not chosen:
            return Page([])
        after = decode_cursor(cursor, tuple[int, int]) if cursor is not None else None
        newest = [_newest(workspace_id, monitor_id, number, where, after, limit + 1) for number in chosen]
        rows = (await self.connection.execute(_with_message(union_all(*newest), limit + 1))).all()
        ids = {name: number for number, name in names.items()}
        return page_of(rows, limit, lambda row: stored_of(row, names), lambda one: (one.scheduled_at, ids[one.region]))

    async def latest(self, workspace_id: int, monitor_ids: Collection[int]) -> dict[int, list[StoredResult]]:
        """The newest result of each region, by monitor. At most some hundreds of monitors."""
        names = await self._region_names()
        other = result.alias()
        newest = (
            select(func.max(other.c.scheduled_at))
            .where(other.c.monitor_id == monitor.c.id, other.c.region_id == region.c.id)
            .scalar_subquery()
        )
        statement = (
            select(result, evidence.c.message)
            .select_from(monitor)
            .join(region, region.c.id > 0)
            .join(
                result,
                and_(
                    result.c.monitor_id == monitor.c.id,
                    result.c.region_id == region.c.id,
                    result.c.scheduled_at == newest,
                ),
            )
            .outerjoin(evidence, _is_evidence_of(result))
            .where(monitor.c.id.in_(monitor_ids), *visible(workspace_id))
            .order_by(result.c.monitor_id, result.c.region_id)
        )
        found: defaultdict[int, list[StoredResult]] = defaultdict(list)
        for row in await self.connection.execute(statement):
            found[row.monitor_id].append(stored_of(row, names))
        return dict(found)

    async def last_scheduled(self, since: int) -> dict[tuple[int, int], int]:
        """`scheduled_at` of the newest result of every (monitor id, region id) that has one since `since`."""
        newest = (
            select(func.max(result.c.scheduled_at))
            .where(
                result.c.monitor_id == monitor.c.id,
                result.c.region_id == region.c.id,
                result.c.scheduled_at >= since,
            )
            .scalar_subquery()
        )
        statement = (
            select(monitor.c.id, region.c.id, newest)
            .select_from(monitor)
            .join(region, region.c.id > 0)
            .where(monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
        )
        rows = await self.connection.execute(statement)
        return {(monitor_id, region_id): at for monitor_id, region_id, at in rows if at is not None}

    async def _region_names(self) -> dict[int, str]:
        return dict((await self.connection.execute(select(region.c.id, region.c.name))).all())


def stored_of(row: SqlRow[Any], region_names: Mapping[int, str]) -> StoredResult:
    """From a row with the columns of `result` and the evidence's `message`."""
    return StoredResult(
        monitor_id=row.monitor_id,
        region=region_names[row.region_id],
        scheduled_at=row.scheduled_at,
        verdict=Verdict(row.verdict),
        latency_us=row.latency_us,
        phases=unpack(row.phases),
        code=row.code,
        error=row.error,
        message=row.message or "",
    )


def _newest(
    workspace_id: int, monitor_id: int, region_id: int, where: ResultFilter, after: tuple[int, int] | None, limit: int
) -> Select[Any]:
    """One region's newest rows: each comes straight from the primary key, however many there are."""
    owned = select(monitor.c.id).where(monitor.c.id == monitor_id, *visible(workspace_id)).exists()
    statement = select(result).where(owned, result.c.monitor_id == monitor_id, result.c.region_id == region_id)
    if where.verdicts:
        statement = statement.where(result.c.verdict.in_(where.verdicts))
    if where.start is not None:
        statement = statement.where(result.c.scheduled_at >= where.start)
    if where.end is not None:
        statement = statement.where(result.c.scheduled_at < where.end)
    if after is not None:
        at, after_region = after
        is_after = result.c.scheduled_at <= at if region_id < after_region else result.c.scheduled_at < at
        statement = statement.where(is_after)
    return select(statement.order_by(result.c.scheduled_at.desc()).limit(limit).subquery())


def _with_message(newest: CompoundSelect[Any], limit: int) -> Select[Any]:
    rows = newest.subquery()
    return (
        select(rows, evidence.c.message)
        .outerjoin(evidence, _is_evidence_of(rows))
        .order_by(rows.c.scheduled_at.desc(), rows.c.region_id.desc())
        .limit(limit)
    )


def _is_evidence_of(rows: Any) -> Any:
    return and_(
        evidence.c.monitor_id == rows.c.monitor_id,
        evidence.c.region_id == rows.c.region_id,
        evidence.c.scheduled_at == rows.c.scheduled_at,
    )
