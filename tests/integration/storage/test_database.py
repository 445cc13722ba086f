"""Transactions: whole or not at all, one view while reading, and trouble that says what it is."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tocsin.storage.backend import DialectName
from tocsin.storage.database import Database, normalised
from tocsin.storage.errors import StorageReason, StorageUnavailable
from tocsin.storage.meta import MetaRepository


async def value(database: Database, key: str = "k") -> int | None:
    async with database.read() as connection:
        return await MetaRepository(connection).get_int(key)


async def put(database: Database, number: int) -> None:
    async with database.write() as connection:
        await MetaRepository(connection).set("k", number)


async def test_a_block_that_ends_well_is_committed(database: Database) -> None:
    await put(database, 1)
    assert await value(database) == 1


async def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await MetaRepository(connection).set("k", 1 // 0)
    assert await value(database) is None


async def test_a_cancelled_block_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with database.write() as connection:
            await MetaRepository(connection).set("k", 1)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await put(database, 2)
    assert await value(database) == 2


async def test_a_reader_sees_one_moment(database: Database) -> None:
    await put(database, 1)
    async with database.read() as connection:
        first = await MetaRepository(connection).get_int("k")
        await put(database, 2)
        assert await MetaRepository(connection).get_int("k") == first == 1


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable) as raised:
        async with database.read() as connection:
            await MetaRepository(connection).set("k", 1)
    assert raised.value.reason == StorageReason.READONLY


async def test_writers_do_not_lose_each_others_work(database: Database) -> None:
    await put(database, 0)

    async def add_one() -> None:
        async with database.write() as connection:
            await connection.execute(text("UPDATE meta SET value = CAST(value AS integer) + 1 WHERE key = 'k'"))

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert await value(database) == 20


SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


async def test_a_statement_that_takes_too_long_is_stopped(database: Database) -> None:
    with pytest.raises(StorageUnavailable) as raised:
        async with database.read(deadline=0.2) as connection:
            await connection.execute(text(SLOW[database.dialect]))
    assert raised.value.reason == StorageReason.TIMEOUT
    assert await value(database) is None


async def test_a_write_that_takes_too_long_gives_way_to_the_next(database: Database) -> None:
    with pytest.raises(StorageUnavailable):
        async with database.write(deadline=0.2) as connection:
            await connection.execute(text(SLOW[database.dialect]))
    await put(database, 3)
    assert await value(database) == 3


async def test_a_mistake_in_a_statement_is_not_the_storages_trouble(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.read() as connection:
            await connection.execute(text("SELECT nonsense FROM nowhere"))


async def test_size_is_what_lies_on_disk(database: Database) -> None:
    assert await database.size_bytes() > 100_000


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+asyncpg"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
    ],
)
def test_a_url_is_known_with_and_without_a_driver(url: str, driver: str) -> None:
    assert normalised(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://root:secret@h/d", "tocsin.db", ""])
def test_another_databases_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="must be sqlite:///path") as raised:
        normalised(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
async def test_sqlite_needs_a_file(url: str) -> None:
    with pytest.raises(ValueError, match="file"):
        await Database.open(url)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://127.0.0.1:1/none"])
async def test_what_cannot_be_opened_says_so(url: str) -> None:
    with pytest.raises(StorageUnavailable) as raised:
        await Database.open(url)
    assert raised.value.reason == StorageReason.CONNECTION


async def test_the_fixture_gives_both_databases(database: Database, dialect: DialectName) -> None:
    assert database.dialect == dialect
