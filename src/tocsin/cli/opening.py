"""The database that the settings name, opened and brought to this version; or which one it is that could not be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.settings import Settings
from tocsin.storage.database import Database, file_of, place
from tocsin.storage.errors import StorageUnavailable


@asynccontextmanager
async def migrated(settings: Settings) -> AsyncIterator[Database]:
    """Raise CommandFailed or UsageWrong, without the password of the URL."""
    async with _opened(settings) as (database, where):
        try:
            await database.migrate()
        except StorageUnavailable as error:
            raise _unusable(error, where) from None
        yield database


@asynccontextmanager
async def present(settings: Settings) -> AsyncIterator[Database]:
    """The same for one that is there and has this version's tables; servers may be running on it.

    Raise SchemaMismatch too.
    """
    _require_file(settings)
    async with _opened(settings) as (database, where):
        try:
            await database.require_migrated()
        except StorageUnavailable as error:
            raise _unusable(error, where) from None
        yield database


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, str]]:
    where = _place(settings)
    try:
        database = await Database.open(
            settings.database, readers=settings.database_pool_size // 2, deadline=settings.database_timeout_seconds
        )
    except StorageUnavailable as error:
        raise _unusable(error, where) from None
    try:
        yield database, where
    finally:
        await database.close()


def _place(settings: Settings) -> str:
    try:
        return place(settings.database)
    except ValueError as error:
        raise UsageWrong(f"TOCSIN_DATABASE_URL {error}") from None


def _require_file(settings: Settings) -> None:
    """SQLite would make an empty file of a path that was mistyped."""
    where = _place(settings)
    path = file_of(settings.database)
    if path is not None and not path.is_file():
        raise CommandFailed(f"There is no database yet. Asked for was {where}.")


def _unusable(error: StorageUnavailable, where: str) -> CommandFailed:
    return CommandFailed(f"{error} Asked for was {where}.")
