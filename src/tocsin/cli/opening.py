"""The database that the settings name, opened and brought to this version; or which one it is that could not be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.settings import Settings
from tocsin.storage.database import Database, place
from tocsin.storage.errors import StorageUnavailable


@asynccontextmanager
async def migrated(settings: Settings) -> AsyncIterator[Database]:
    """Raise CommandFailed or UsageWrong, without the password of the URL."""
    try:
        where = place(settings.database)
    except ValueError as error:
        raise UsageWrong(f"TOCSIN_DATABASE_URL {error}") from None
    try:
        database = await Database.open(
            settings.database, readers=settings.database_pool_size // 2, deadline=settings.database_timeout_seconds
        )
    except StorageUnavailable as error:
        raise _unusable(error, where) from None
    try:
        try:
            await database.migrate()
        except StorageUnavailable as error:
            raise _unusable(error, where) from None
        yield database
    finally:
        await database.close()


def _unusable(error: StorageUnavailable, where: str) -> CommandFailed:
    return CommandFailed(f"{error} Asked for was {where}.")
