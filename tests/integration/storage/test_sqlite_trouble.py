"""A locked, full, read-only or damaged SQLite file: said plainly, nothing half written, and well again afterwards."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.integration.storage.scene import T0, seen
from tocsin.storage import sqlite
from tocsin.storage.database import Database
from tocsin.storage.errors import StorageReason, StorageUnavailable
from tocsin.storage.meta import MetaRepository
from tocsin.storage.results import append


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
async def database(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    database = await Database.open(url)
    yield database
    await database.close()


async def put(database: Database, text_value: str) -> None:
    async with database.write() as connection:
        await MetaRepository(connection).set("first", text_value)
        await MetaRepository(connection).set("second", text_value)


async def stored(database: Database) -> list[str | None]:
    async with database.read() as connection:
        return [await MetaRepository(connection).get(key) for key in ("first", "second")]


@pytest.fixture
def intruder(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


async def test_another_writer_is_a_lock_and_then_no_more(database: Database, intruder: sqlite3.Connection) -> None:
    intruder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable) as raised:
        await put(database, "a")
    assert raised.value.reason == StorageReason.LOCKED
    intruder.execute("ROLLBACK")
    await put(database, "b")
    assert await stored(database) == ["b", "b"]


async def test_readers_read_on_while_another_writes(database: Database, intruder: sqlite3.Connection) -> None:
    await put(database, "a")
    intruder.execute("BEGIN IMMEDIATE")
    assert await stored(database) == ["a", "a"]


async def test_a_full_disk_keeps_what_was_and_takes_more_later(database: Database) -> None:
    await put(database, "a")
    async with database.write() as connection:
        pages = int((await connection.execute(text("PRAGMA page_count"))).scalar_one())
        await connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(StorageUnavailable) as raised:
        await put(database, "x" * 100_000)
    assert raised.value.reason == StorageReason.FULL
    assert await stored(database) == ["a", "a"]
    async with database.write() as connection:
        await connection.execute(text("PRAGMA max_page_count = 100000"))
    await put(database, "b")
    assert await stored(database) == ["b", "b"]


async def test_a_file_that_cannot_be_written_says_so(path: Path) -> None:
    with pytest.raises(StorageUnavailable) as raised:
        await Database.open(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert raised.value.reason == StorageReason.READONLY


async def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database at all " * 1000)
    with pytest.raises(StorageUnavailable) as raised:
        await Database.open(f"sqlite:///{tmp_path / 'broken.db'}")
    assert raised.value.reason == StorageReason.CORRUPT


async def test_the_sentence_tells_what_to_do(database: Database, intruder: sqlite3.Connection) -> None:
    intruder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match=r"locked by another process .*database is locked"):
        await put(database, "a")


async def test_the_file_is_set_up_for_many_small_writes(database: Database) -> None:
    async with database.write() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "auto_vacuum")
        ]
    assert found == ["wal", 1, 1, 2]


async def test_an_append_that_met_a_lock_succeeds_later(database: Database, intruder: sqlite3.Connection) -> None:
    intruder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable) as raised:
        await append(database, [seen(1, T0)], {"eu": 1}, now=T0)
    assert raised.value.reason == StorageReason.LOCKED
    intruder.execute("ROLLBACK")
    assert await append(database, [seen(1, T0)], {"eu": 1}, now=T0)
