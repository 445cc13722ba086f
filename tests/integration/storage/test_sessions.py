"""Sessions on both databases."""

from __future__ import annotations

import msgspec
import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import DAY, T0, Scene
from tocsin.core.errors import NotFound
from tocsin.storage.database import Database
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.sessions import SessionRepository, StoredSession
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

LARGEST = 2**63 - 1
END = T0 + 30 * DAY


def session_of(user_id: int, **others: object) -> StoredSession:
    made = StoredSession(
        id=7,
        user_id=user_id,
        salt=b"\x00salt",
        generation=1,
        created_at=T0,
        authenticated_at=T0,
        rotated_at=T0,
        last_seen_at=T0,
        expires_at=END,
        way="password",
        address="192.0.2.7",
        agent="Firefox",
    )
    return msgspec.structs.replace(made, **others)


async def opened(scene: Scene, user_id: int, session_id: int = 7, *, last_seen_at: int = T0) -> StoredSession:
    made = session_of(user_id, id=session_id, last_seen_at=last_seen_at)
    await SessionRepository(scene.connection).open(made)
    return made


async def now_of(scene: Scene, session_id: int = 7) -> StoredSession:
    found = await SessionRepository(scene.connection).get(session_id)
    assert found is not None
    return found


async def test_a_session_comes_back_as_it_was_opened(scene: Scene) -> None:
    made = await opened(scene, (await scene.user()).id, LARGEST)
    assert await SessionRepository(scene.connection).get(LARGEST) == made


async def test_an_unknown_session_is_none(scene: Scene) -> None:
    assert await SessionRepository(scene.connection).get(7) is None


async def test_a_session_of_nobody_is_refused(scene: Scene) -> None:
    with pytest.raises(NotFound, match="user"):
        await opened(scene, 999)


async def test_a_visitor_has_the_roles_of_workspaces_that_are_there(scene: Scene) -> None:
    user = await scene.user()
    await opened(scene, user.id)
    workspaces, members = WorkspaceRepository(scene.connection), MembershipRepository(scene.connection)
    made = [(await workspaces.create(name, T0)).id for name in ("a", "deleted", "c", "of others")]
    for workspace_id, role in zip(made, ("viewer", "owner", "admin"), strict=False):
        await members.add(workspace_id, user.id, role, T0)
    await workspaces.delete(made[1], T0)
    found = await SessionRepository(scene.connection).visitor(7)
    assert found is not None
    assert (found.user_id, found.email, found.expires_at, found.authenticated_at) == (user.id, user.email, END, T0)
    assert list(found.roles.items()) == [(made[0], "viewer"), (made[2], "admin")]


async def test_a_visitor_may_belong_nowhere(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    found = await SessionRepository(scene.connection).visitor(7)
    assert found is not None
    assert found.roles == {}


async def test_nobody_visits_by_a_session_that_has_ended(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    await SessionRepository(scene.connection).end(7, "signed_out", T0)
    assert [await SessionRepository(scene.connection).visitor(one) for one in (7, 8)] == [None, None]


async def test_who_is_disabled_does_not_visit(scene: Scene) -> None:
    user = await scene.user()
    await opened(scene, user.id)
    await UserRepository(scene.connection).set_disabled(user.id, T0)
    assert await SessionRepository(scene.connection).visitor(7) is None


async def test_a_rotation_goes_on_to_the_next_generation(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    assert await SessionRepository(scene.connection).rotate(7, 1, T0 + 5, END + 5)
    stored = await now_of(scene)
    assert (stored.generation, stored.rotated_at, stored.last_seen_at, stored.expires_at) == (
        2,
        T0 + 5,
        T0 + 5,
        END + 5,
    )


@pytest.mark.parametrize("generation", [0, 2])
async def test_another_generation_rotates_nothing(scene: Scene, generation: int) -> None:
    made = await opened(scene, (await scene.user()).id)
    assert not await SessionRepository(scene.connection).rotate(7, generation, T0 + 5, END + 5)
    assert await now_of(scene) == made


async def test_of_those_who_rotate_at_once_one_succeeds(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        await opened(scene, (await scene.user()).id)
    rotated = await at_once(database, *[lambda connection: SessionRepository(connection).rotate(7, 1, T0, END)] * 6)
    assert (rotated.count(True), rotated.count(False)) == (1, 5)


@pytest.mark.parametrize("others", [{"ended_at": T0, "end_reason": "sign_out"}, {"expires_at": T0 + 5}])
async def test_nothing_changes_a_session_that_is_over(scene: Scene, others: dict[str, object]) -> None:
    made, sessions = session_of((await scene.user()).id, **others), SessionRepository(scene.connection)
    await sessions.open(made)
    assert not await sessions.rotate(7, 1, T0 + 5, END)
    assert not await sessions.authenticated(7, T0 + 5)
    assert not await sessions.end(7, "revoked", T0 + 5)
    assert await sessions.end_all(made.user_id, "revoked", T0 + 5) == []
    assert await sessions.live_of(made.user_id, T0 + 5) == []
    await sessions.seen(7, T0 + 5, "192.0.2.9")
    with pytest.raises(NotFound):
        await sessions.end_of_user(made.user_id, 7, "revoked", T0 + 5)
    assert await now_of(scene) == made


async def test_where_it_was_seen_last_is_remembered(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    await SessionRepository(scene.connection).seen(7, T0 + 5, "2001:db8::1")
    stored = await now_of(scene)
    assert (stored.last_seen_at, stored.address) == (T0 + 5, "2001:db8::1")


async def test_a_fresh_authentication_is_remembered(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    assert await SessionRepository(scene.connection).authenticated(7, T0 + 5)
    assert (await now_of(scene)).authenticated_at == T0 + 5


async def test_live_sessions_are_listed_seen_last_first(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    for number in (1, 2, 3):
        await opened(scene, ada.id, number, last_seen_at=T0 + number)
    await opened(scene, bob.id, 4)
    live = await SessionRepository(scene.connection).live_of(ada.id, T0, limit=2)
    assert [one.id for one in live] == [3, 2]


async def test_of_sessions_seen_at_one_instant_the_newest_comes_first(scene: Scene) -> None:
    ada, sessions = await scene.user(), SessionRepository(scene.connection)
    for session_id, created_at in ((1, T0), (3, T0 + 2), (2, T0 + 1)):
        await sessions.open(session_of(ada.id, id=session_id, created_at=created_at, last_seen_at=T0 + 9))
    assert [one.id for one in await sessions.live_of(ada.id, T0)] == [3, 2, 1]


async def test_a_session_ends_once_for_a_reason(scene: Scene) -> None:
    await opened(scene, (await scene.user()).id)
    sessions = SessionRepository(scene.connection)
    assert [await sessions.end(7, reason, T0 + 5) for reason in ("reuse", "sign_out")] == [True, False]
    stored = await now_of(scene)
    assert (stored.ended_at, stored.end_reason) == (T0 + 5, "reuse")


async def test_a_user_ends_no_session_of_somebody_else(scene: Scene) -> None:
    ada, bob, sessions = await scene.user(), await scene.user("bob@example.com"), SessionRepository(scene.connection)
    await opened(scene, ada.id)
    with pytest.raises(NotFound):
        await sessions.end_of_user(bob.id, 7, "revoked", T0)
    await sessions.end_of_user(ada.id, 7, "revoked", T0)
    assert (await now_of(scene)).end_reason == "revoked"


async def test_all_sessions_of_a_user_end_but_one(scene: Scene) -> None:
    ada, bob, sessions = await scene.user(), await scene.user("bob@example.com"), SessionRepository(scene.connection)
    for number in (3, 1, 2):
        await opened(scene, ada.id, number)
    await opened(scene, bob.id, 4)
    assert await sessions.end_all(ada.id, "password_changed", T0, but=2) == [1, 3]
    assert [one.id for one in await sessions.live_of(ada.id, T0)] == [2]
    assert [one.id for one in await sessions.live_of(bob.id, T0)] == [4]


async def test_all_sessions_of_a_user_end(scene: Scene) -> None:
    user, sessions = await scene.user(), SessionRepository(scene.connection)
    for number in (1, 2):
        await opened(scene, user.id, number)
    assert await sessions.end_all(user.id, "disabled", T0) == [1, 2]


async def test_the_salt_is_not_shown(scene: Scene) -> None:
    assert "salt" not in repr(session_of(1))
