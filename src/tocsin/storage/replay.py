"""What a backtest reads: what has happened, in the order of time, a part at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.backtest.rejudgement import SeenResult
from tocsin.core.alerting.backtest.scene import Happening
from tocsin.core.alerting.roster import ListedChannel
from tocsin.core.verdict import Verdict
from tocsin.storage.silences import StoredSilence
from tocsin.storage.silences import stored_of as silence_of
from tocsin.storage.statements import chunks
from tocsin.storage.tables import channel, monitor_state, region, result, silence, transition
from tocsin.storage.transitions import change_of


class ReplayRepository:
    """For callers who know that the monitors are of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def changes(
        self, workspace_id: int, monitor_ids: frozenset[int], after: tuple[int, int], until: int, limit: int
    ) -> tuple[list[Happening], tuple[int, int] | None]:
        """Changes of these monitors with (at, id) beyond `after` and `at` before `until`, in that order.

        Of `limit` changes that are read those of other monitors are left out. With them, after which to go on; None at
        the end.
        """
        table = transition.c
        statement = select(transition).where(table.at < until, tuple_(table.at, table.id) > tuple_(*after))
        if len(monitor_ids) == 1:
            statement = statement.where(table.monitor_id.in_(monitor_ids))
        rows = (
            await self.connection.execute(
                statement.where(table.workspace_id == workspace_id).order_by(table.at, table.id).limit(limit)
            )
        ).all()
        found = [Happening(row.monitor_id, change_of(row)) for row in rows if row.monitor_id in monitor_ids]
        return found, (rows[-1].at, rows[-1].id) if len(rows) == limit else None

    async def results(
        self, monitor_id: int, region_ids: Mapping[int, str], after: int, until: int, limit: int
    ) -> tuple[list[SeenResult], int | None]:
        """Results of one monitor scheduled later than `after` and before `until`, in order of time, some `limit`.

        With them, after which moment to go on; None at the end.
        """
        found: list[Any] = []
        reach = until
        share = max(1, limit // max(1, len(region_ids)))
        for region_id in region_ids:
            rows = (await self.connection.execute(_newer(monitor_id, region_id, after, until, share))).all()
            if len(rows) == share:
                reach = min(reach, rows[-1].scheduled_at)
            found += rows
        if len(region_ids) > 1:
            found = sorted((one for one in found if one.scheduled_at <= reach), key=lambda one: one.scheduled_at)
        seen = [SeenResult(region_ids[one[0]], one[1], Verdict(one[2]), one[3], one[4]) for one in found]
        return seen, None if reach == until else reach

    async def region_ids(self, names: Collection[str]) -> dict[int, str]:
        """Names by id, of those that have ever reported."""
        rows = await self.connection.execute(select(region.c.id, region.c.name).where(region.c.name.in_(sorted(names))))
        return dict(rows.all())

    async def first_result(self, monitor_id: int, region_ids: Collection[int], after: int, until: int) -> int | None:
        """When the earliest result later than `after` was scheduled; None for none before `until`."""
        found = [
            row.scheduled_at
            for region_id in region_ids
            for row in await self.connection.execute(_newer(monitor_id, region_id, after, until, 1))
        ]
        return min(found, default=None)

    async def certificates(self, monitor_ids: Collection[int]) -> dict[int, int]:
        """When the certificate of each expires, where one is known (Unix ms)."""
        found: dict[int, int] = {}
        table = monitor_state.c
        for ids in chunks(monitor_ids):
            statement = select(table.monitor_id, table.certificate_expires_at).where(
                table.monitor_id.in_(ids), table.certificate_expires_at.is_not(None)
            )
            found.update((await self.connection.execute(statement)).all())
        return found

    async def silences(self, workspace_id: int, since: int, until: int) -> list[StoredSilence]:
        """Those of either kind that may hold at some moment of [since, until), by ascending id."""
        table = silence.c
        is_there = (table.last_ends_at.is_(None) | (table.last_ends_at > since), table.starts_at < until)
        not_ended = table.ended_at.is_(None) | (table.ended_at > since)
        statement = select(silence).where(table.workspace_id == workspace_id, *is_there, not_ended).order_by(table.id)
        return [silence_of(row) for row in await self.connection.execute(statement)]

    async def channels(self, workspace_id: int) -> list[ListedChannel]:
        table = channel.c
        statement = select(table.id, table.name, table.enabled).where(table.workspace_id == workspace_id)
        return [ListedChannel(row.id, row.name, bool(row.enabled)) for row in await self.connection.execute(statement)]


def _newer(monitor_id: int, region_id: int, after: int, until: int, limit: int) -> Select[Any]:
    """Straight from the primary key."""
    table = result.c
    columns = (table.region_id, table.scheduled_at, table.verdict, table.latency_us, table.error)
    of_it = (table.monitor_id == monitor_id, table.region_id == region_id)
    statement = select(*columns).where(*of_it, table.scheduled_at > after, table.scheduled_at < until)
    return statement.order_by(table.scheduled_at).limit(limit)
