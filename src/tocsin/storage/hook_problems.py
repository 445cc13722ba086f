"""What other systems say is wrong with monitors at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.hook_problem import HookProblem
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import visible
from tocsin.storage.paging import Page, clamp, decode_cursor, page_of
from tocsin.storage.statements import chunks, insert_into
from tocsin.storage.tables import hook_problem, monitor

_IS_OVER = hook_problem.c.verdict == int(Verdict.UP)
ROWS_A_STATEMENT = 1_000


class HookProblemRepository:
    """For callers who know that the monitors are their workspace's."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def lock(self, workspace_id: int, monitor_ids: Collection[int]) -> set[int]:
        """Which of these exist. Nobody else works out their state until this transaction ends."""
        found: set[int] = set()
        for ids in chunks(sorted(monitor_ids)):
            statement = select(monitor.c.id).where(monitor.c.id.in_(ids), *visible(workspace_id)).order_by(monitor.c.id)
            found.update((await self.connection.execute(statement.with_for_update(key_share=True))).scalars())
        return found

    async def of_monitors(self, monitor_ids: Collection[int]) -> dict[int, list[HookProblem]]:
        """Of any hook, by monitor; those that are over too."""
        found: defaultdict[int, list[HookProblem]] = defaultdict(list)
        for ids in chunks(monitor_ids):
            for row in await self.connection.execute(select(hook_problem).where(hook_problem.c.monitor_id.in_(ids))):
                found[row.monitor_id].append(_stored_of(row))
        return dict(found)

    async def put(self, problems: Sequence[HookProblem]) -> None:
        """New ones, and new words for those that are known."""
        for some in chunks(problems, ROWS_A_STATEMENT):
            statement = insert_into(self.connection, hook_problem)
            fresh = statement.excluded
            values = {name: fresh[name] for name in ("verdict", "message", "since", "updated_at")}
            keys = [hook_problem.c.hook_id, hook_problem.c.monitor_id, hook_problem.c.problem]
            rows = [{**msgspec.structs.asdict(one), "verdict": int(one.verdict)} for one in some]
            await self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), rows)

    async def forget_over(self, hook_id: int, monitor_ids: Collection[int]) -> None:
        """Those problems of the hook that are over."""
        for ids in chunks(monitor_ids):
            condition = (hook_problem.c.hook_id == hook_id, hook_problem.c.monitor_id.in_(ids), _IS_OVER)
            await self.connection.execute(delete(hook_problem).where(*condition))

    async def forget(self, hook_id: int, monitor_id: int | None = None) -> int:
        """All that a hook holds against a monitor, or against any; return how many there were."""
        statement = delete(hook_problem).where(hook_problem.c.hook_id == hook_id)
        if monitor_id is not None:
            statement = statement.where(hook_problem.c.monitor_id == monitor_id)
        return (await self.connection.execute(statement)).rowcount

    async def forget_monitors(self, monitor_ids: Collection[int]) -> None:
        """Whatever was held against them: they are deleted."""
        for ids in chunks(monitor_ids):
            await self.connection.execute(delete(hook_problem).where(hook_problem.c.monitor_id.in_(ids)))

    async def page(
        self, hook_id: int, *, monitor_id: int | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[HookProblem]:
        """Those that are not over, by monitor."""
        limit = clamp(limit)
        place = tuple_(hook_problem.c.monitor_id, hook_problem.c.problem)
        statement = select(hook_problem).where(hook_problem.c.hook_id == hook_id, ~_IS_OVER)
        if monitor_id is not None:
            statement = statement.where(hook_problem.c.monitor_id == monitor_id)
        if cursor is not None:
            statement = statement.where(place > tuple_(*decode_cursor(cursor, tuple[int, str])))
        statement = statement.order_by(hook_problem.c.monitor_id, hook_problem.c.problem).limit(limit + 1)
        rows = (await self.connection.execute(statement)).all()
        return page_of(rows, limit, _stored_of, lambda one: (one.monitor_id, one.problem))


def _stored_of(row: Row[Any]) -> HookProblem:
    return HookProblem(
        row.hook_id, row.monitor_id, row.problem, Verdict(row.verdict), row.message, row.since, row.updated_at
    )
