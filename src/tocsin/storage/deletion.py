"""Deletes of bounded size."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.storage.meta import MetaRepository

ROWS_A_STEP = 5_000


async def delete_some(
    connection: AsyncConnection, table: Table, *conditions: ColumnElement[bool], limit: int = ROWS_A_STEP
) -> int:
    """Delete at most `limit` rows that meet all conditions; return how many."""
    keys = list(table.primary_key.columns)
    some = select(*keys).where(*conditions).limit(limit)
    return (await connection.execute(delete(table).where(tuple_(*keys).in_(some)))).rowcount


async def delete_before(connection: AsyncConnection, table: Table, before: int) -> bool:
    """Delete some rows whose `at` lies before `before` (Unix ms); False when none is left.

    Their ids grow with time, which spares an index: the first of them are looked at.
    """
    statement = select(table.c.at).order_by(table.c.id).limit(1)
    first: int | None = (await connection.execute(statement)).scalar_one_or_none()
    if first is None or first >= before:
        return False
    oldest = select(table.c.id).order_by(table.c.id).limit(ROWS_A_STEP)
    await connection.execute(delete(table).where(table.c.id.in_(oldest), table.c.at < before))
    return True


async def delete_once(connection: AsyncConnection, table: Table, cutoff: int, condition: ColumnElement[bool]) -> bool:
    """Delete some; False when none is left, until there is another `cutoff`.

    For tables of which no index tells what is over, so that all rows are looked at.
    """
    meta, done_key = MetaRepository(connection), f"retention.{table.name}.done"
    if (await meta.get_int(done_key) or 0) >= cutoff:
        return False
    if not await delete_some(connection, table, condition):
        await meta.set(done_key, cutoff)
        return False
    return True
