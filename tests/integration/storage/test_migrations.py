"""From nothing to the newest tables and back, with data; never over a newer version's data."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from tests.integration.storage.derived import live
from tocsin.storage.database import Database
from tocsin.storage.errors import SchemaMismatch
from tocsin.storage.migrate import current_revision, downgrade
from tocsin.storage.tables import metadata


def differences(connection: Connection) -> list[object]:
    """Between the migrated tables and those that the code knows; partitions are not among the latter."""

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in metadata.tables

    options = {"compare_type": True, "include_name": is_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def table_names(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


async def test_the_migrated_tables_are_those_that_the_code_knows(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_second_migration_changes_nothing(database: Database) -> None:
    await database.migrate()
    async with database.read() as connection:
        assert await connection.run_sync(current_revision) == "0003"


async def test_migrating_down_with_data_leaves_no_table(database: Database) -> None:
    await live(database)
    async with database.write() as connection:
        await connection.run_sync(downgrade, "base")
    async with database.read() as connection:
        assert await connection.run_sync(table_names) == ["alembic_version"]


async def test_after_going_down_it_goes_up_again(database: Database) -> None:
    async with database.write() as connection:
        await connection.run_sync(downgrade, "base")
    await database.migrate()
    await live(database)


async def test_two_that_start_at_once_migrate_once(empty_url: str) -> None:
    databases = [await Database.open(empty_url) for _ in range(2)]
    await asyncio.gather(*(database.migrate() for database in databases))
    async with databases[0].read() as connection:
        assert await connection.run_sync(current_revision) == "0003"
    for database in databases:
        await database.close()


async def test_a_newer_versions_database_is_refused(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match="newer"):
        await database.migrate()
