"""A fresh, empty PostgreSQL database for each test that asks for one; a Redis that they share."""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

SECONDS = 30.0
NO_SERVER = (
    "These tests need PostgreSQL: run them with `make test`, or set TOCSIN_TEST_POSTGRES_URL to a server's address"
)

CreateDatabase = Callable[..., str]
"""Called with `template=` the URL of a database to copy, or without; answers with the new database's URL."""


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
def redis_url() -> str:
    """Address of a server on which each test uses names of its own. A missing one is a failure, never a skip."""
    url = os.environ.get("TOCSIN_TEST_REDIS_URL", "")
    if not url:
        pytest.fail("These tests need Redis: run them with `make test`, or set TOCSIN_TEST_REDIS_URL", pytrace=False)
    return url


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
