"""Small parts that statements of several repositories are made of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

CHUNK = 5_000
"""Parameters in one statement; SQLite may be built for as few as 32,766."""

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy spells per database."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def chunks(items: Collection[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """`items` in order, `size` at a time."""
    ordered = items if isinstance(items, (list, tuple)) else list(items)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


async def by_monitor(
    read: Callable[[Select[Any]], Awaitable[list[T]]],
    statement: Select[Any],
    column: ColumnElement[int],
    monitor_ids: Collection[int] | None,
    size: int,
    id_of: Callable[[T], int],
) -> AsyncIterator[list[T]]:
    """What `read` makes of the rows of these monitors, or of all, by ascending id in `column`, some at a time."""
    statement = statement.order_by(column)
    if monitor_ids is not None:
        for ids in chunks(sorted(monitor_ids), size):
            yield await read(statement.where(column.in_(ids)))
        return
    last = -1
    while found := await read(statement.where(column > last).limit(size)):
        yield found
        last = id_of(found[-1])


def pattern(text: str) -> str:
    """A LIKE pattern for "contains", to be used with backslash as its escape character; lower case."""
    escaped = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
