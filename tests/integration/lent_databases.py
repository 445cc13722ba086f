"""PostgreSQL's databases are lent to one test after the other: to empty one is ten times as quick as to make one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

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
_OBJECTS = " UNION ALL ".join(
    f"SELECT '{name}', {key}, xmin::text FROM {name} WHERE {key} >= {_FIRST_OF_OURS}"
    for name, key in _CATALOGUES.items()
)
_VERSION = "SELECT 'alembic_version', 0::oid, xmin::text FROM alembic_version"
_MADE_OF = f"SELECT md5(string_agg(o::text, ',' ORDER BY o)) FROM ({_OBJECTS} UNION ALL {_VERSION}) o"
"""Who has written each row of the catalogues: another transaction, once a test has changed a table or truncated it."""


class Lender:
    """Of databases that `create` makes. One that a test has changed beyond its rows is lent to nobody else."""

    def __init__(self, create: Callable[[], str]) -> None:
        self._create = create
        self._free: list[str] = []
        self._made_of: dict[str, str] = {}

    def lend(self) -> str:
        if self._free:
            return self._free.pop()
        url = self._create()
        self._made_of[url] = asyncio.run(made_of(url))
        return url

    def take_back(self, url: str) -> None:
        try:
            found = asyncio.run(emptied(url))
        except asyncpg.PostgresError:  # it only reads, or whatever else a test has tried with it
            return
        if found == self._made_of[url]:
            self._free.append(url)


async def made_of(url: str) -> str:
    connection = await asyncpg.connect(url, timeout=SECONDS)
    try:
        return str(await connection.fetchval(_MADE_OF, timeout=SECONDS))
    finally:
        await connection.close()


async def emptied(url: str) -> str:
    """What it is made of, once nobody else uses it and it holds no row."""
    connection = await asyncpg.connect(url, timeout=SECONDS)
    try:
        await connection.execute(f"{_EMPTY};{_RESTART_SEQUENCES}", timeout=SECONDS)
        return str(await connection.fetchval(_MADE_OF, timeout=SECONDS))
    finally:
        await connection.close()
