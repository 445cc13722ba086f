"""A workspace that was deleted long enough ago leaves nothing; others keep everything."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Boolean, Column, LargeBinary, Table, Text, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.integration.storage.derived import NOW, Lived
from tests.integration.storage.scene import DAY, T0, Scene, fields_of
from tocsin.storage import retention
from tocsin.storage.database import Database
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.purge import BY_WORKSPACE, purge_workspace
from tocsin.storage.retention import Ages
from tocsin.storage.tables import account, metadata, monitor, workspace
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

KEEP_ALL = Ages(outbox=9999, idempotency=9999, invitation=9999, alerting=9999, audit=99_999)


def value_of(column: Column[Any], number: int) -> object:
    """Some value that fits; another one for another number."""
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, LargeBinary):
        return b"%d" % number
    return str(number) if isinstance(column.type, Text) else number


def row_of(table: Table, number: int, known: dict[str, int]) -> dict[str, object]:
    """`known` says what some columns hold. Times are as good as now."""
    moments = {"at": NOW, "created_at": NOW, "expires_at": NOW}
    needed = [column for column in table.c if not column.nullable and column.name != "id"]
    return {column.name: value_of(column, number) for column in needed} | {
        name: value for name, value in (moments | known).items() if name in table.c
    }


async def furnish(connection: AsyncConnection, workspace_id: int, monitor_id: int) -> None:
    """One row in each of the tables."""
    user = await UserRepository(connection).create(
        email=f"{workspace_id}@example.com",
        name="Ada",
        password_hash=None,
        email_verified_at=None,
        passkey_handle=b"%d" % workspace_id,
        now=T0,
    )
    known = {"workspace_id": workspace_id, "user_id": user.id, "monitor_id": monitor_id}
    for table in BY_WORKSPACE:
        await connection.execute(insert(table).values(row_of(table, workspace_id, known)))


async def furnish_two(lived: Lived) -> None:
    """`home`, with its monitor and all that it has lived through, and `elsewhere`, with a monitor."""
    async with lived.database.write() as connection:
        other = await MonitorRepository(connection).create(lived.elsewhere, fields_of("other"), T0)
        await furnish(connection, lived.home, lived.monitor)
        await furnish(connection, lived.elsewhere, other.id)
        await WorkspaceRepository(connection).delete(lived.home, NOW)


async def sweep(database: Database, now: int) -> None:
    while await retention.step(database, KEEP_ALL, now):
        pass


async def counts(database: Database, workspace_id: int) -> dict[str, int]:
    """Rows by table."""
    async with database.read() as connection:
        return {
            table.name: (
                await connection.execute(select(func.count()).where(table.c.workspace_id == workspace_id))
            ).scalar_one()
            for table in (*BY_WORKSPACE, monitor)
        }


def test_every_table_of_a_workspace_is_known() -> None:
    by_workspace = {table.name for table in metadata.sorted_tables if "workspace_id" in table.c}
    assert by_workspace == {table.name for table in (*BY_WORKSPACE, monitor)}


def test_every_table_that_refers_to_a_workspace_says_so_in_the_same_way() -> None:
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys if key.column is workspace.c.id]
    assert {key.parent.name for key in keys} == {"workspace_id"}


async def test_a_workspace_leaves_nothing_a_week_after_its_deletion(lived: Lived) -> None:
    await furnish_two(lived)
    await sweep(lived.database, NOW + 7 * DAY + 1)
    assert set((await counts(lived.database, lived.home)).values()) == {0}
    async with lived.database.read() as connection:
        assert await WorkspaceRepository(connection).get(lived.home) is None


async def test_no_row_of_its_monitors_is_left(lived: Lived) -> None:
    await furnish_two(lived)
    await sweep(lived.database, NOW + 7 * DAY + 1)
    async with lived.database.read() as connection:
        for table in (one for one in metadata.sorted_tables if "monitor_id" in one.c):
            rows = select(func.count()).where(table.c.monitor_id == lived.monitor)
            assert (await connection.execute(rows)).scalar_one() == 0, table.name


async def test_other_workspaces_and_all_users_stay(lived: Lived) -> None:
    await furnish_two(lived)
    before = await counts(lived.database, lived.elsewhere)
    await sweep(lived.database, NOW + 7 * DAY + 1)
    assert 0 not in before.values()
    assert await counts(lived.database, lived.elsewhere) == before
    async with lived.database.read() as connection:
        assert len((await connection.execute(select(account.c.id))).all()) == 2


async def test_a_workspace_deleted_lately_is_kept(lived: Lived) -> None:
    await furnish_two(lived)
    await sweep(lived.database, NOW + 6 * DAY)
    assert 0 not in (await counts(lived.database, lived.home)).values()


async def test_a_restored_workspace_is_kept(lived: Lived) -> None:
    await furnish_two(lived)
    async with lived.database.write() as connection:
        await WorkspaceRepository(connection).restore(lived.home)
    await sweep(lived.database, NOW + 7 * DAY + 1)
    assert 0 not in (await counts(lived.database, lived.home)).values()


async def test_monitors_deleted_before_their_workspace_go_with_it(scene: Scene) -> None:
    one = await scene.monitor()
    await MonitorRepository(scene.connection).delete(scene.home, [one.id], T0 + 5)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    while await purge_workspace(scene.connection, T0 + 1):
        pass
    assert await WorkspaceRepository(scene.connection).get(scene.home) is None


async def test_what_is_being_purged_cannot_be_restored(scene: Scene) -> None:
    await scene.monitor()
    repository = WorkspaceRepository(scene.connection)
    await repository.delete(scene.home, T0)
    assert await purge_workspace(scene.connection, T0 + 1)
    assert not await repository.restore(scene.home)


async def test_many_monitors_go_some_at_a_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        await scene.monitor(name)
    monkeypatch.setattr("tocsin.storage.purge.MONITORS_A_STEP", 2)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    marked = []
    for _ in range(2):
        await purge_workspace(scene.connection, T0 + 1)
        is_marked = select(func.count()).where(monitor.c.deleted_at.is_not(None))
        marked.append((await scene.connection.execute(is_marked)).scalar_one())
    assert marked == [2, 3]
