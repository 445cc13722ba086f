"""Every repository test runs on SQLite and on PostgreSQL, each on a fresh, migrated database."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Literal

import pytest

from tests.integration.conftest import CreateDatabase
from tests.integration.lent_databases import Lender
from tests.integration.storage.derived import Lived, live
from tests.integration.storage.scene import Scene
from tocsin.storage.database import Database

DialectName = Literal["sqlite", "postgresql"]


async def migrate(url: str) -> None:
    database = await Database.open(url)
    await database.migrate()
    await database.close()


async def live_in(url: str) -> Lived:
    database = await Database.open(url)
    lived = await live(database)
    await database.close()
    return lived


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "tocsin.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(create_postgres_database: CreateDatabase) -> str:
    url = create_postgres_database()
    asyncio.run(migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> DialectName:
    return "sqlite" if request.param == "sqlite" else "postgresql"


@cache
def lender(create: CreateDatabase, template: str) -> Lender:
    return Lender(partial(create, template=template))


@pytest.fixture
def url(dialect: DialectName, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without a row, this test's own as long as it runs."""
    if dialect == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "tocsin.db")
        yield f"sqlite:///{tmp_path / 'tocsin.db'}"
        return
    create: CreateDatabase = request.getfixturevalue("create_postgres_database")
    lends = lender(create, request.getfixturevalue("postgres_template"))
    url = lends.lend()
    yield url
    lends.take_back(url)


@pytest.fixture
def empty_url(dialect: DialectName, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if dialect == "sqlite":
        return f"sqlite:///{tmp_path / 'tocsin.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url)
    yield database
    await database.close()


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
