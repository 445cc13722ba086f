"""Every repository test runs on SQLite and on PostgreSQL, each on a fresh, migrated database."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.conftest import CreateDatabase, DialectName
from tests.integration.storage.derived import Lived, live
from tests.integration.storage.scene import Scene
from tocsin.storage.database import Database


async def live_in(url: str) -> Lived:
    database = await Database.open(url)
    lived = await live(database)
    await database.close()
    return lived


@pytest.fixture
def empty_url(dialect: DialectName, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if dialect == "sqlite":
        return f"sqlite:///{tmp_path / 'tocsin.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_life(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lived]:
    path = tmp_path_factory.mktemp("lived") / "tocsin.db"
    shutil.copy(sqlite_template, path)
    return path, asyncio.run(live_in(f"sqlite:///{path}"))


@pytest.fixture(scope="session")
def postgres_life(postgres_template: str, create_postgres_database: CreateDatabase) -> tuple[str, Lived]:
    url = create_postgres_database(template=postgres_template)
    return url, asyncio.run(live_in(url))


@pytest.fixture
def life(dialect: DialectName, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Lived]:
    """URL of a copy, of this test's own, of a database with some days of history."""
    if dialect == "sqlite":
        path, lived = request.getfixturevalue("sqlite_life")
        shutil.copy(path, tmp_path / "tocsin.db")
        return f"sqlite:///{tmp_path / 'tocsin.db'}", lived
    create: CreateDatabase = request.getfixturevalue("create_postgres_database")
    template, lived = request.getfixturevalue("postgres_life")
    return create(template=template), lived


@pytest.fixture
async def lived(life: tuple[str, Lived]) -> AsyncIterator[Lived]:
    url, lived = life
    database = await Database.open(url)
    yield lived._replace(database=database)
    await database.close()


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    """A workspace, two regions, and an open transaction to work in."""
    async with database.write() as connection:
        yield await Scene.begin(connection)
