"""From nothing to the newest tables and back, with data; never over a newer version's data."""

import asyncio

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text

from tests.integration.storage.derived import NOW, live
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import Policy, Step, Target, TargetKind
from tocsin.storage.database import Database
from tocsin.storage.errors import SchemaMismatch
from tocsin.storage.migrate import current_revision, downgrade
from tocsin.storage.tables import incident, metadata, policy


def differences(connection: Connection) -> list[object]:
    """Between the migrated tables and those that the code knows; partitions are not among the latter."""

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in metadata.tables

    options = {"compare_type": True, "include_name": is_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def table_names(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


async def down_to(database: Database, revision: str) -> None:
    async with database.write() as connection:
        await connection.run_sync(downgrade, revision)


async def test_the_migrated_tables_are_those_that_the_code_knows(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_second_migration_changes_nothing(database: Database) -> None:
    await database.migrate()
    async with database.read() as connection:
        assert await connection.run_sync(current_revision) == "0004"


async def test_migrating_down_with_data_leaves_no_table(database: Database) -> None:
    await live(database)
    await down_to(database, "base")
    async with database.read() as connection:
        assert await connection.run_sync(table_names) == ["alembic_version"]


async def test_after_going_down_it_goes_up_again(database: Database) -> None:
    await down_to(database, "base")
    await database.migrate()
    await live(database)


async def test_workspaces_that_were_there_tell_their_owner(database: Database) -> None:
    await live(database)
    await down_to(database, "0003")
    await database.migrate()
    async with database.read() as connection:
        rows = (await connection.execute(select(policy.c.workspace_id, policy.c.document))).all()
    owner = Target(TargetKind.ROLE, role="owner")
    assert len({workspace_id for workspace_id, _ in rows}) == len(rows) == 2
    assert {msgspec.json.decode(document, type=Policy) for _, document in rows} == {
        Policy(match=Match(), steps=(Step(0, (owner,)),))
    }


async def test_incidents_of_rules_are_gone_when_no_version_knows_rules_any_more(database: Database) -> None:
    opened = {"workspace_id": 1, "monitor_id": 7, "severity": 1, "started_at": NOW, "reason": "", "summary": ""}
    async with database.write() as connection:
        for rule_id in (0, 1, 2):
            await connection.execute(insert(incident).values(**opened, rule_id=rule_id))
    await down_to(database, "0003")
    await database.migrate()
    async with database.read() as connection:
        assert (await connection.execute(select(incident.c.rule_id))).scalars().all() == [0]


async def test_two_that_start_at_once_migrate_once(empty_url: str) -> None:
    databases = [await Database.open(empty_url) for _ in range(2)]
    await asyncio.gather(*(database.migrate() for database in databases))
    async with databases[0].read() as connection:
        assert await connection.run_sync(current_revision) == "0004"
    for database in databases:
        await database.close()


async def test_a_newer_versions_database_is_refused(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match="newer"):
        await database.migrate()
