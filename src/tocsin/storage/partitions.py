"""PostgreSQL's daily partitions of `result`: made ahead, dropped when they are old. SQLite has none."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.periods import DAY_MS, floor_day

DAYS_AHEAD = 2
_PREFIX = "result_d"

_IS_HYPERTABLE = text("SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'")
_PARTITIONS = text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'result'::regclass"
)


async def is_partitioned(connection: AsyncConnection) -> bool:
    """Whether `result` has native partitions."""
    if connection.dialect.name == "sqlite":
        return False
    kind = await connection.execute(text("SELECT relkind = 'p' FROM pg_class WHERE oid = 'result'::regclass"))
    return bool(kind.scalar_one())


async def is_hypertable(connection: AsyncConnection) -> bool:
    """Whether TimescaleDB keeps `result`: then it makes its chunks by itself."""
    if connection.dialect.name == "sqlite" or await is_partitioned(connection):
        return False
    return bool((await connection.execute(_IS_HYPERTABLE)).scalar_one())


async def make_ahead(connection: AsyncConnection, now: int) -> None:
    """Have partitions from yesterday until some days ahead."""
    await make_partitions(connection, now - DAY_MS, now + DAYS_AHEAD * DAY_MS)


async def make_partitions(connection: AsyncConnection, start: int, end: int) -> None:
    """Have a partition for each day that touches [start, end]; what waits in the default one moves there."""
    if not await is_partitioned(connection):
        return
    known = set((await connection.execute(_PARTITIONS)).scalars())
    for day in range(floor_day(start), end + 1, DAY_MS):
        if (name := _name(day)) not in known:
            await _make(connection, name, day)


async def drop_before(connection: AsyncConnection, moment: int) -> bool:
    """Drop the oldest partition or chunk that lies wholly before `moment`; False when there is none."""
    if await is_hypertable(connection):
        statement = text("SELECT count(*) FROM drop_chunks('result', older_than => CAST(:moment AS bigint))")
        return bool((await connection.execute(statement, {"moment": floor_day(moment)})).scalar_one())
    names = (await connection.execute(_PARTITIONS)).scalars()
    old = sorted(name for name in names if name.startswith(_PREFIX) and name < _name(floor_day(moment)))
    if old:
        # Rather give up and come again than let every reader queue up behind us.
        await connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        await connection.execute(text(f'DROP TABLE "{old[0]}"'))
    return bool(old)


async def _make(connection: AsyncConnection, name: str, day: int) -> None:
    following = day + DAY_MS
    moved = f"DELETE FROM result_default WHERE scheduled_at >= {day} AND scheduled_at < {following} RETURNING *"  # noqa: S608 -- our own numbers
    for statement in (
        f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)',
        f'WITH moved AS ({moved}) INSERT INTO "{name}" SELECT * FROM moved',  # noqa: S608
        f'ALTER TABLE result ATTACH PARTITION "{name}" FOR VALUES FROM ({day}) TO ({following})',
    ):
        await connection.execute(text(statement))


def _name(day: int) -> str:
    return f"{_PREFIX}{datetime.fromtimestamp(day / 1000, tz=UTC):%Y%m%d}"
