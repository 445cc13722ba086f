"""Which states many monitors were in over a range: what held at its start, and the changes after it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.verdict import Verdict
from tocsin.storage.statements import chunks
from tocsin.storage.tables import monitor, transition


class Timeline(msgspec.Struct):
    """`changes` are (Unix ms, new state) in ascending order, all after the range's start and before its end."""

    initial: Verdict = Verdict.UNKNOWN
    changes: list[tuple[int, Verdict]] = []


async def timelines(
    connection: AsyncConnection, monitor_ids: Sequence[int], start: int, end: int
) -> dict[int, Timeline]:
    """For every one of `monitor_ids`; without any transition it was `unknown` all the time."""
    found = {monitor_id: Timeline() for monitor_id in monitor_ids}
    for ids in chunks(monitor_ids):
        await _add_initial(connection, ids, start, found)
        await _add_changes(connection, ids, start, end, found)
    return found


async def _add_initial(connection: AsyncConnection, ids: Sequence[int], start: int, found: dict[int, Timeline]) -> None:
    earlier = transition.alias()
    latest = (
        select(earlier.c.id)
        .where(earlier.c.monitor_id == monitor.c.id, earlier.c.at <= start)
        .order_by(earlier.c.at.desc(), earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(transition.c.monitor_id, transition.c.to_state).where(
        transition.c.id.in_(select(latest).select_from(monitor).where(monitor.c.id.in_(ids)))
    )
    for monitor_id, state in await connection.execute(statement):
        found[monitor_id].initial = Verdict(state)


async def _add_changes(
    connection: AsyncConnection, ids: Sequence[int], start: int, end: int, found: dict[int, Timeline]
) -> None:
    statement = (
        select(transition.c.monitor_id, transition.c.at, transition.c.to_state)
        .where(transition.c.monitor_id.in_(ids), transition.c.at > start, transition.c.at < end)
        .order_by(transition.c.monitor_id, transition.c.at, transition.c.id)
    )
    for monitor_id, at, state in await connection.execute(statement):
        found[monitor_id].changes.append((at, Verdict(state)))
