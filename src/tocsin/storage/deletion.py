"""Deletes of bounded size."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_A_STEP = 5_000


async def delete_some(
    connection: AsyncConnection, table: Table, *conditions: ColumnElement[bool], limit: int = ROWS_A_STEP
) -> int:
    """Delete at most `limit` rows that meet all conditions; return how many."""
    keys = list(table.primary_key.columns)
    some = select(*keys).where(*conditions).limit(limit)
    return (await connection.execute(delete(table).where(tuple_(*keys).in_(some)))).rowcount
