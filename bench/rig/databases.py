"""The databases that a benchmark runs on, empty for each part of it: SQLite, and PostgreSQL and Redis if there are."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tools.postgres import newest_programs
from tools.postgres_server import DURABLE, LocalPostgres
from tools.redis import found_program
from tools.redis_server import LocalRedis
from tools.test_services import POSTGRES_URL, REDIS_URL

PATIENCE_S = 30.0


class Place(Protocol):
    """Where databases are made."""

    name: str

    def empty(self, folder: Path) -> AbstractContextManager[str]:
        """The URL of a new database, which is dropped when the block ends; SQLite's file lies in `folder`."""


class Sqlite:
    """A file."""

    name = "SQLite"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{folder / 'tocsin.db'}"


class Postgres:
    """A server; `name` tells what it does to keep what it says that it has."""

    def __init__(self, url: str) -> None:
        self.url = url
        fsync, commits = (asyncio.run(_ask(url, f"SHOW {one}")) for one in ("fsync", "synchronous_commit"))
        self.name = "PostgreSQL" if (fsync, commits) == ("on", "on") else f"PostgreSQL (fsync {fsync}, {commits})"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        name = f"bench_{secrets.token_hex(6)}"
        asyncio.run(_ask(self.url, f'CREATE DATABASE "{name}"'))
        try:
            yield urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
        finally:
            asyncio.run(_ask(self.url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def places() -> Iterator[list[Place]]:
    """PostgreSQL is the server that the environment names, as for the tests, or a new one of this machine's own."""
    with ExitStack() as stack:
        found: list[Place] = [Sqlite()]
        url, programs = os.environ.get(POSTGRES_URL), newest_programs()
        if not url and programs is not None:
            url = stack.enter_context(LocalPostgres(programs, DURABLE)).url
        if url:
            found.append(Postgres(url))
        yield found


@contextmanager
def redis() -> Iterator[str | None]:
    """Likewise found; None where there is neither."""
    with ExitStack() as stack:
        url, program = os.environ.get(REDIS_URL), found_program()
        if not url and program is not None:
            url = stack.enter_context(LocalRedis(program)).url
        yield url


async def _ask(url: str, statement: str) -> str:
    async with asyncio.timeout(PATIENCE_S):
        connection = await asyncpg.connect(url)
        try:
            return str(await connection.fetchval(statement))
        finally:
            await connection.close()
