"""A fresh database of either kind for each test that asks for one, migrated or empty; a Redis that they share."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from tests.integration.lent_databases import Lender
from tocsin.storage.database import Database

SECONDS = 30.0
NO_SERVER = (
    "These tests need PostgreSQL: run them with `make test`, or set TOCSIN_TEST_POSTGRES_URL to a server's address"
)

CreateDatabase = Callable[..., str]
"""Called with `template=` the URL of a database to copy, or without; answers with the new database's URL."""
DialectName = Literal["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of a server on which databases may be made. A missing one is a failure, never a skip."""
    url = os.environ.get("TOCSIN_TEST_POSTGRES_URL", "")
    if not url:
        pytest.fail(NO_SERVER, pytrace=False)
    return url


@pytest.fixture(scope="session")
def create_postgres_database(postgres_server: str) -> Iterator[CreateDatabase]:
    """Makes databases that are dropped when the tests end; a copy of a migrated one is quicker than migrating."""
    made: list[str] = []

    def create(*, template: str | None = None) -> str:
        name = f"tocsin_{secrets.token_hex(6)}"
        source = database_name(template) if template else "template1"
        asyncio.run(execute(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "{source}"'))
        made.append(name)
        return urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))

    yield create
    asyncio.run(execute(postgres_server, *(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in made)))


@pytest.fixture
def postgres_url(create_postgres_database: CreateDatabase) -> str:
    """An empty database of this test's own."""
    return create_postgres_database()


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


@pytest.fixture(scope="session")
def lender(create_postgres_database: CreateDatabase, postgres_template: str) -> Iterator[Lender]:
    lender = Lender(partial(create_postgres_database, template=postgres_template))
    yield lender
    lender.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> DialectName:
    return "sqlite" if request.param == "sqlite" else "postgresql"


@pytest.fixture
def url(dialect: DialectName, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without a row, this test's own as long as it runs."""
    if dialect == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "tocsin.db")
        yield f"sqlite:///{tmp_path / 'tocsin.db'}"
        return
    lender: Lender = request.getfixturevalue("lender")
    url = lender.lend()
    yield url
    lender.take_back(url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Address of a server on which each test uses names of its own. A missing one is a failure, never a skip."""
    url = os.environ.get("TOCSIN_TEST_REDIS_URL", "")
    if not url:
        pytest.fail("These tests need Redis: run them with `make test`, or set TOCSIN_TEST_REDIS_URL", pytrace=False)
    return url


async def migrate(url: str) -> None:
    database = await Database.open(url)
    await database.migrate()
    await database.close()


def database_name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def execute(url: str, *statements: str) -> None:
    """Each has a deadline of its own: the databases of some hundred tests are dropped at once."""
    connection = await asyncpg.connect(url, timeout=SECONDS)
    try:
        for statement in statements:
            await connection.execute(statement, timeout=SECONDS)
    finally:
        await connection.close()
