"""What several do at once, each in a transaction of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import TocsinError
from tocsin.storage.database import Database

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]


async def at_once(database: Database, *works: Work[T]) -> list[T | type[TocsinError]]:
    """What each gave, or which of our errors ended it."""

    async def outcome(work: Work[T]) -> T | type[TocsinError]:
        try:
            async with database.write() as connection:
                return await work(connection)
        except TocsinError as error:
            return type(error)

    return await asyncio.gather(*(outcome(work) for work in works))
