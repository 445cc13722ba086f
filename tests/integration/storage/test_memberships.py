"""Memberships on both databases: one owner, whatever happens at once."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import Work, at_once
from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.database import Database
from tocsin.storage.memberships import MembershipRepository, StoredMembership
from tocsin.storage.purge import purge_workspace
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository


async def members(scene: Scene, **roles: str) -> list[int]:
    """Of `home`, by name; their ids."""
    ids = [(await scene.user(f"{name}@example.com")).id for name in roles]
    for user_id, role in zip(ids, roles.values(), strict=True):
        await MembershipRepository(scene.connection).add(scene.home, user_id, role, T0)
    return ids


async def roles_in(database: Database, workspace_id: int) -> list[str]:
    async with database.read() as connection:
        return sorted(one.role for one in await MembershipRepository(connection).of_workspace(workspace_id))


async def test_a_membership_says_who_and_where(scene: Scene) -> None:
    [ada] = await members(scene, ada="editor")
    assert await MembershipRepository(scene.connection).get(scene.home, ada) == StoredMembership(
        workspace_id=scene.home,
        workspace_name="home",
        user_id=ada,
        email="ada@example.com",
        name="ada",
        role="editor",
        created_at=T0,
        is_disabled=False,
        workspace_deleted_at=None,
    )


async def test_who_is_no_member_is_none(scene: Scene) -> None:
    [ada] = await members(scene, ada="editor")
    assert await MembershipRepository(scene.connection).get(scene.elsewhere, ada) is None


async def test_a_user_is_a_member_once(scene: Scene) -> None:
    [ada] = await members(scene, ada="editor")
    with pytest.raises(Conflict, match="member already"):
        await MembershipRepository(scene.connection).add(scene.home, ada, "viewer", T0)
    assert await MembershipRepository(scene.connection).roles_of(ada) == {scene.home: "editor"}


async def test_nobody_becomes_a_member_of_nothing(scene: Scene) -> None:
    [ada] = await members(scene, ada="editor")
    for workspace_id, user_id in ((999, ada), (scene.home, 999)):
        with pytest.raises(NotFound):
            await MembershipRepository(scene.connection).add(workspace_id, user_id, "viewer", T0)


async def test_a_workspace_has_one_owner(scene: Scene) -> None:
    ada, bob = await members(scene, ada="owner", bob="admin")
    eve = (await scene.user("eve@example.com")).id
    memberships = MembershipRepository(scene.connection)
    with pytest.raises(Conflict, match="owner already"):
        await memberships.add(scene.home, eve, "owner", T0)
    with pytest.raises(Conflict, match="handed over"):
        await memberships.set_role(scene.home, bob, "owner")
    assert await memberships.owner_of(scene.home) == ada
    assert await memberships.owner_of(scene.elsewhere) is None


async def test_of_those_who_become_owner_at_once_one_does(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        ids = [(await scene.user(f"{name}@example.com")).id for name in "abcd"]

    def claim(user_id: int) -> Work[None]:
        return lambda connection: MembershipRepository(connection).add(scene.home, user_id, "owner", T0)

    outcomes = await at_once(database, *(claim(user_id) for user_id in ids))
    assert (outcomes.count(None), outcomes.count(Conflict)) == (1, 3)


async def test_roles_are_by_workspace_in_ascending_order(scene: Scene) -> None:
    ada = (await scene.user()).id
    memberships = MembershipRepository(scene.connection)
    await memberships.add(scene.elsewhere, ada, "viewer", T0)
    await memberships.add(scene.home, ada, "admin", T0)
    assert list((await memberships.roles_of(ada)).items()) == [(scene.home, "admin"), (scene.elsewhere, "viewer")]


async def test_a_deleted_workspace_gives_no_role_and_is_listed(scene: Scene) -> None:
    [ada] = await members(scene, ada="owner")
    memberships = MembershipRepository(scene.connection)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0 + 1)
    assert await memberships.roles_of(ada) == {}
    assert await memberships.owned(ada) == 0
    assert [one.workspace_deleted_at for one in await memberships.of_user(ada)] == [T0 + 1]


async def test_a_workspace_that_is_being_purged_is_not_listed(scene: Scene) -> None:
    [ada] = await members(scene, ada="owner")
    await scene.monitor()
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    await purge_workspace(scene.connection, T0 + 1)
    assert await MembershipRepository(scene.connection).of_user(ada) == []


async def test_members_are_listed_first_come_first(scene: Scene) -> None:
    ids = await members(scene, zoe="owner", ada="viewer", bob="viewer")
    found = await MembershipRepository(scene.connection).of_workspace(scene.home, limit=2)
    assert [one.user_id for one in found] == ids[:2]
    assert await MembershipRepository(scene.connection).of_workspace(scene.elsewhere) == []


async def test_a_disabled_member_is_told_as_such(scene: Scene) -> None:
    [ada] = await members(scene, ada="viewer")
    await UserRepository(scene.connection).set_disabled(ada, T0)
    found = await MembershipRepository(scene.connection).of_workspace(scene.home)
    assert [one.is_disabled for one in found] == [True]


async def test_a_role_changes_in_its_own_workspace_only(scene: Scene) -> None:
    [ada] = await members(scene, ada="viewer")
    memberships = MembershipRepository(scene.connection)
    with pytest.raises(NotFound):
        await memberships.set_role(scene.elsewhere, ada, "admin")
    await memberships.set_role(scene.home, ada, "editor")
    assert await memberships.roles_of(ada) == {scene.home: "editor"}


async def test_the_owner_keeps_the_role_and_stays(scene: Scene) -> None:
    [ada] = await members(scene, ada="owner")
    memberships = MembershipRepository(scene.connection)
    with pytest.raises(Conflict, match="handed over"):
        await memberships.set_role(scene.home, ada, "viewer")
    with pytest.raises(Conflict, match="handed over"):
        await memberships.remove(scene.home, ada)
    assert await memberships.owner_of(scene.home) == ada


async def test_a_member_is_removed_from_its_own_workspace_only(scene: Scene) -> None:
    [ada] = await members(scene, ada="viewer")
    memberships = MembershipRepository(scene.connection)
    with pytest.raises(NotFound):
        await memberships.remove(scene.elsewhere, ada)
    await memberships.remove(scene.home, ada)
    assert await memberships.roles_of(ada) == {}
    with pytest.raises(NotFound):
        await memberships.remove(scene.home, ada)


async def test_a_workspace_that_is_handed_over_has_another_owner(scene: Scene) -> None:
    ada, bob = await members(scene, ada="owner", bob="viewer")
    memberships = MembershipRepository(scene.connection)
    await memberships.transfer(scene.home, ada, bob)
    assert await memberships.roles_of(ada) == {scene.home: "admin"}
    assert await memberships.roles_of(bob) == {scene.home: "owner"}


async def test_only_the_owner_hands_over_and_only_to_another_member(scene: Scene) -> None:
    ada, bob = await members(scene, ada="owner", bob="admin")
    eve = (await scene.user("eve@example.com")).id
    memberships = MembershipRepository(scene.connection)
    for giver, taker, refusal in (
        (bob, ada, Conflict),
        (bob, eve, Conflict),
        (ada, ada, Conflict),
        (ada, eve, NotFound),
    ):
        with pytest.raises(refusal):
            await memberships.transfer(scene.home, giver, taker)
    assert await memberships.owner_of(scene.home) == ada


async def test_of_two_transfers_at_once_one_succeeds(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        ada, bob, eve = await members(scene, ada="owner", bob="admin", eve="admin")
    outcomes = await at_once(
        database,
        lambda connection: MembershipRepository(connection).transfer(scene.home, ada, bob),
        lambda connection: MembershipRepository(connection).transfer(scene.home, ada, eve),
    )
    assert (outcomes.count(None), outcomes.count(Conflict)) == (1, 1)
    assert await roles_in(database, scene.home) == ["admin", "admin", "owner"]


@pytest.mark.parametrize("attempt", range(3))
async def test_who_is_made_owner_is_not_removed_or_demoted_at_once(database: Database, attempt: int) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        ada, bob = await members(scene, ada="owner", bob="editor")
    await at_once(
        database,
        lambda connection: MembershipRepository(connection).transfer(scene.home, ada, bob),
        lambda connection: MembershipRepository(connection).set_role(scene.home, bob, "viewer"),
        lambda connection: MembershipRepository(connection).remove(scene.home, bob),
        lambda connection: MembershipRepository(connection).remove(scene.home, ada),
    )
    assert (await roles_in(database, scene.home)).count("owner") == 1


async def test_what_is_owned_and_who_belongs_is_counted(scene: Scene) -> None:
    ada, bob = await members(scene, ada="owner", bob="admin")
    memberships = MembershipRepository(scene.connection)
    assert [await memberships.owned(one) for one in (ada, bob)] == [1, 0]
    assert [await memberships.count(one) for one in (scene.home, scene.elsewhere)] == [2, 0]
