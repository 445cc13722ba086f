"""What a constraint refuses, in words: the way to keep a promise that two requests at once would break."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound

_FOREIGN_KEY_VIOLATION = "23503"


@asynccontextmanager
async def constrained(connection: AsyncConnection, *, taken: str, missing: str = "") -> AsyncIterator[None]:
    """Raise Conflict (`taken`) where something is not unique, NotFound (`missing`) where what it belongs to is gone.

    The transaction goes on as it was before the block.
    """
    try:
        async with connection.begin_nested():
            yield
    except IntegrityError as error:
        if missing and _is_foreign_key(error.orig):
            raise NotFound(missing) from error
        raise Conflict(taken) from error


def _is_foreign_key(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    return getattr(error, "sqlstate", None) == _FOREIGN_KEY_VIOLATION
