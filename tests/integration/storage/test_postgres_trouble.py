"""A PostgreSQL that locks, refuses or goes away: said plainly, nothing half written, and well again afterwards."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.integration.storage.scene import T0, seen
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageReason, StorageUnavailable
from tocsin.storage.meta import MetaRepository
from tocsin.storage.results import append


@pytest.fixture
def dialect() -> str:
    return "postgresql"


@pytest.fixture
async def intruder(url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Another client of the same database."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def put(database: Database, value: str) -> None:
    async with database.write() as connection:
        await MetaRepository(connection).set("k", value)


async def stored(database: Database) -> str | None:
    async with database.read() as connection:
        return await MetaRepository(connection).get("k")


async def end_all_connections(intruder: "asyncpg.Connection[Any]") -> None:
    await intruder.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


async def test_a_lost_connection_loses_the_transaction_and_is_replaced(
    database: Database, intruder: "asyncpg.Connection[Any]"
) -> None:
    async def interrupted() -> None:
        async with database.write() as connection:
            await MetaRepository(connection).set("k", "lost")
            await end_all_connections(intruder)
            await MetaRepository(connection).set("k", "lost")

    with pytest.raises(StorageUnavailable) as raised:
        await interrupted()
    assert raised.value.reason == StorageReason.CONNECTION
    assert await stored(database) is None
    await put(database, "kept")
    assert await stored(database) == "kept"


async def test_an_append_on_a_lost_connection_succeeds_the_next_time(
    database: Database, intruder: "asyncpg.Connection[Any]"
) -> None:
    assert await append(database, [seen(1, T0)], {"eu": 1}, now=T0)
    await end_all_connections(intruder)
    with pytest.raises(StorageUnavailable) as raised:
        await append(database, [seen(2, T0)], {"eu": 1}, now=T0)
    assert raised.value.reason == StorageReason.CONNECTION
    assert await append(database, [seen(2, T0)], {"eu": 1}, now=T0)


async def test_a_lock_is_waited_for_and_then_reported(url: str, intruder: "asyncpg.Connection[Any]") -> None:
    database = await Database.open(url, deadline=0.6)
    async with intruder.transaction():
        await intruder.execute("LOCK TABLE meta IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StorageUnavailable) as raised:
            await put(database, "a")
    assert raised.value.reason == StorageReason.LOCKED
    await put(database, "b")
    assert await stored(database) == "b"
    await database.close()


async def test_a_database_that_only_reads_says_so(url: str, intruder: "asyncpg.Connection[Any]") -> None:
    name = await intruder.fetchval("SELECT current_database()")
    await intruder.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    database = await Database.open(url)
    with pytest.raises(StorageUnavailable) as raised:
        await put(database, "a")
    assert raised.value.reason == StorageReason.READONLY
    await database.close()
