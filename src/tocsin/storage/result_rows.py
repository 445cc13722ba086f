"""How a result is laid out in its row, and the fast way in for many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress

import asyncpg
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Result
from tocsin.storage.phases import pack
from tocsin.storage.postgres import driver_of
from tocsin.storage.sqlite import insert_rows
from tocsin.storage.statements import chunks
from tocsin.storage.tables import result

Row = tuple[int, int, int, int, int | None, bytes | None, int | None, str | None]
Key = tuple[int, int, int]

_SQLITE = "INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_NEW_ONLY = (
    "INSERT INTO result (monitor_id, region_id, scheduled_at, verdict, latency_us, phases, code, error) "
    "SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::smallint[], $5::bigint[], $6::bytea[], "
    "$7::integer[], $8::text[]) ON CONFLICT DO NOTHING RETURNING monitor_id, region_id, scheduled_at"
)


def row_of(seen: Result, region_ids: Mapping[str, int]) -> Row:
    """In the order of the table's columns."""
    outcome = seen.outcome
    return (
        seen.monitor_id,
        region_ids[seen.region],
        seen.scheduled_at,
        int(outcome.verdict),
        outcome.latency_us,
        pack(outcome.phases),
        outcome.code,
        None if outcome.error is None else str(outcome.error),
    )


async def insert_new(connection: AsyncConnection, results: Sequence[Result], rows: Sequence[Row]) -> list[Result]:
    """Insert the rows whose key is not there yet; return their results. That all are new is the case to be fast in."""
    is_sqlite = connection.dialect.name == "sqlite"
    is_new = await (_new_on_sqlite if is_sqlite else _new_on_postgres)(connection, rows)
    return list(results) if is_new is None else list(compress(results, is_new))


async def _new_on_sqlite(connection: AsyncConnection, rows: Sequence[Row]) -> list[bool] | None:
    """For each row whether it was inserted; None when all were."""
    inserted = await insert_rows(connection, _SQLITE, rows)
    if inserted == len(rows):
        return None
    rest = rows[inserted:]
    seen = await _existing(connection, rest)
    is_new = [_first(row[:3], seen) for row in rest]
    await insert_rows(connection, _SQLITE, list(compress(rest, is_new)))
    return [True] * inserted + is_new


async def _existing(connection: AsyncConnection, rows: Sequence[Row]) -> set[Key]:
    """Keys among those of `rows` that are stored. Nobody else can write meanwhile."""
    key = tuple_(result.c.monitor_id, result.c.region_id, result.c.scheduled_at)
    found: set[Key] = set()
    for some in chunks(rows, 1_000):
        statement = select(result.c.monitor_id, result.c.region_id, result.c.scheduled_at)
        stored = await connection.execute(statement.where(key.in_([row[:3] for row in some])))
        found.update((monitor_id, region_id, at) for monitor_id, region_id, at in stored)
    return found


async def _new_on_postgres(connection: AsyncConnection, rows: Sequence[Row]) -> list[bool] | None:
    """For each row whether it was inserted; None when all were."""
    savepoint = await connection.begin_nested()
    driver = await driver_of(connection)
    try:
        # Measured beside INSERT … SELECT unnest: 3.5 against 8.4 µs a row, of which 1.0 against 3.4 in this process.
        await driver.copy_records_to_table(result.name, records=rows)
    except asyncpg.UniqueViolationError:
        await savepoint.rollback()
    else:
        await savepoint.commit()
        return None
    await connection.begin_nested()
    inserted = await driver.fetch(_NEW_ONLY, *zip(*rows, strict=True))
    fresh = {(found[0], found[1], found[2]) for found in inserted}
    seen = {row[:3] for row in rows} - fresh
    return [_first(row[:3], seen) for row in rows]


def _first(key: Key, seen: set[Key]) -> bool:
    """Whether `key` is met for the first time; remembers it."""
    if key in seen:
        return False
    seen.add(key)
    return True
