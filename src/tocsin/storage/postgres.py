"""PostgreSQL: a pool, bulk inserts by array, and daily partitions (or TimescaleDB where it is installed)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import URL, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tocsin.storage.backend import DialectName, Rows

MIGRATION_LOCK = 0x746F6373696E
"""Advisory lock's number: "tocsin" in ASCII."""


class PostgresBackend:
    """A pool of connections to one server."""

    dialect: DialectName = "postgresql"

    def __init__(self, url: URL, *, connections: int, deadline: float) -> None:
        self.engine = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=deadline,
            connect_args={
                "timeout": 10,
                "command_timeout": deadline,
                "server_settings": {
                    "application_name": "tocsin",
                    "timezone": "UTC",
                    "statement_timeout": f"{deadline * 1000:.0f}",
                    "lock_timeout": f"{deadline * 500:.0f}",
                    "idle_in_transaction_session_timeout": f"{deadline * 2000:.0f}",
                    # Our statements are short: compiling them costs more than it gains.
                    "jit": "off",
                },
            },
        )
        self.readers = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @asynccontextmanager
    async def writing(self, *, is_durable: bool) -> AsyncIterator[AsyncConnection]:
        """As durable as the server's `synchronous_commit` makes every transaction."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self.readers.begin() as connection:
            yield connection

    async def write_alone(self, batch: Sequence[Rows], *, is_durable: bool) -> bool:
        """By COPY, which is atomic by itself."""
        async with self.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, asyncpg.Connection)
            try:
                async with driver.transaction() if len(batch) > 1 else nullcontext():
                    for rows in batch:
                        await _write(driver, rows)
            except asyncpg.UniqueViolationError:
                return False
            except BaseException:
                # What fails before it is sent leaves the parsed statement's transaction open on the server.
                await connection.invalidate()
                raise
        return True

    async def lock_for_migration(self, connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})

    async def size_bytes(self, connection: AsyncConnection) -> int:
        return int((await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())

    async def close(self) -> None:
        await self.engine.dispose()


async def _write(driver: asyncpg.Connection[Any], rows: Rows) -> None:
    if rows.replaces:
        await driver.executemany(_upsert(rows.table), rows.values)
    else:
        await driver.copy_records_to_table(rows.table.name, records=rows.values)


@cache
def _upsert(table: Table) -> str:
    places = ", ".join(f"${number}" for number in range(1, len(table.columns) + 1))
    key = ", ".join(column.name for column in table.primary_key)
    given = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.columns if not column.primary_key)
    return f"INSERT INTO {table.name} VALUES ({places}) ON CONFLICT ({key}) DO UPDATE SET {given}"  # noqa: S608 -- a table of ours


async def driver_of(connection: AsyncConnection) -> asyncpg.Connection[Any]:
    """The driver's own connection; a statement through `connection` must have begun the transaction before."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, asyncpg.Connection)
    return driver


async def is_only_worker(connection: AsyncConnection, number: int) -> bool:
    """Take advisory lock `number` for this transaction; False when another process has it. True on SQLite."""
    if connection.dialect.name == "sqlite":
        return True
    taken = await connection.execute(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number})
    return bool(taken.scalar_one())
