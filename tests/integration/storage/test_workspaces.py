"""Workspaces on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import NotFound
from tocsin.storage.database import Database
from tocsin.storage.workspaces import StoredWorkspace, WorkspaceRepository


async def test_a_workspace_of_a_handle_is_made_once(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    assert (await repository.ensure("home", T0 + 5)).id == scene.home
    assert [one.name for one in await repository.all()] == ["home", "elsewhere"]


async def test_several_workspaces_may_have_one_name(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    made = [await repository.create("Acme", T0) for _ in range(2)]
    assert made[0] == StoredWorkspace(id=made[0].id, name="Acme", created_at=T0)
    assert made[0].id != made[1].id


async def test_an_unknown_workspace_is_none(scene: Scene) -> None:
    assert await WorkspaceRepository(scene.connection).get(999) is None


async def test_a_new_name_leaves_the_handle(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    await repository.rename(scene.home, "Acme")
    assert (await repository.ensure("home", T0)).name == "Acme"


async def test_what_is_deleted_or_unknown_is_not_renamed(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    await repository.delete(scene.home, T0)
    for workspace_id in (scene.home, 999):
        with pytest.raises(NotFound):
            await repository.rename(workspace_id, "Acme")


async def test_a_deleted_workspace_is_listed_on_request(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    await repository.delete(scene.home, T0 + 1)
    assert [one.id for one in await repository.all()] == [scene.elsewhere]
    assert [one.id for one in await repository.all(with_deleted=True)] == [scene.home, scene.elsewhere]


async def test_a_workspace_is_deleted_and_restored_once(scene: Scene) -> None:
    repository = WorkspaceRepository(scene.connection)
    assert not await repository.restore(scene.home)
    assert [await repository.delete(scene.home, now) for now in (T0 + 1, T0 + 2)] == [True, False]
    found = await repository.get(scene.home)
    assert found is not None
    assert found.deleted_at == T0 + 1
    assert [await repository.restore(scene.home) for _ in range(2)] == [True, False]


async def test_of_those_who_delete_it_at_once_one_does(database: Database) -> None:
    async with database.write() as connection:
        home = (await Scene.begin(connection)).home
    deleted = await at_once(database, *[lambda connection: WorkspaceRepository(connection).delete(home, T0)] * 4)
    assert (deleted.count(True), deleted.count(False)) == (1, 3)
