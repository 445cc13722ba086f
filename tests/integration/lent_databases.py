"""PostgreSQL's databases are lent to one test after the other: to empty one is ten times as quick as to make one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

from tocsin.storage.tables import metadata

SECONDS = 30.0

_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_RESTART_SEQUENCES = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
_EMPTY = ";".join((_END_OTHERS, *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))))
_CATALOGUES = {
    "pg_class": "oid",
    "pg_attribute": "attrelid",
    "pg_attrdef": "oid",
    "pg_constraint": "oid",
    "pg_index": "indexrelid",
    "pg_proc": "oid",
    "pg_trigger": "oid",
}
_FIRST_OF_OURS = 16384
"""https://www.postgresql.org/docs/current/system-catalog-initial-data.html"""
_WRITTEN = "count(*), sum(xmin::text::bigint)"
_OBJECTS = " UNION ALL ".join(
    f"SELECT '{name}', sum({key}::bigint), {_WRITTEN} FROM {name} WHERE {key} >= {_FIRST_OF_OURS}"
    for name, key in _CATALOGUES.items()
)
_SETTINGS = (
    f"SELECT 'pg_db_role_setting', 0, {_WRITTEN} FROM pg_db_role_setting"
    " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_VERSION = f"SELECT 'alembic_version', 0, {_WRITTEN} FROM alembic_version"
_MADE_OF = f"SELECT string_agg(o::text, ',' ORDER BY o) FROM ({_OBJECTS} UNION ALL {_SETTINGS} UNION ALL {_VERSION}) o"
"""Who has written the rows of the catalogues: a later transaction, once a test has changed a table or truncated it."""


@dataclass(frozen=True)
class Lent:
    """The connection outlives the tests, as to make one takes as long as to empty the database."""

    url: str
    connection: asyncpg.Connection
    made_of: str


class Lender:
    """Of databases that `create` makes. One that a test has changed beyond its rows is lent to nobody else."""

    def __init__(self, create: Callable[[], str]) -> None:
        self._create = create
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)  # which leaves the tests' own loop alone
        self._free: list[Lent] = []
        self._lent: dict[str, Lent] = {}

    def lend(self) -> str:
        lent = self._free.pop() if self._free else self._runner.run(made(self._create()))
        self._lent[lent.url] = lent
        return lent.url

    def take_back(self, url: str) -> None:
        lent = self._lent.pop(url)
        if self._runner.run(is_as_before(lent)):
            self._free.append(lent)
        else:
            lent.connection.terminate()

    def close(self) -> None:
        for lent in (*self._free, *self._lent.values()):
            lent.connection.terminate()
        self._runner.close()


async def made(url: str) -> Lent:
    connection = await asyncpg.connect(url, timeout=SECONDS)
    return Lent(url, connection, await connection.fetchval(_MADE_OF, timeout=SECONDS))


async def is_as_before(lent: Lent) -> bool:
    """Whether it could be emptied, with nobody else in it, and is still made of the same."""
    try:
        await lent.connection.execute(f"{_EMPTY};{_RESTART_SEQUENCES}", timeout=SECONDS)
        return bool(lent.made_of == await lent.connection.fetchval(_MADE_OF, timeout=SECONDS))
    except (asyncpg.PostgresError, asyncpg.InterfaceError):  # a test has ended this connection, or locked it out
        return False
