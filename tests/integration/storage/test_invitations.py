"""Invitations on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import DAY, T0, Scene
from tocsin.core.errors import NotFound
from tocsin.storage.database import Database
from tocsin.storage.invitations import InvitationRepository, StoredInvitation

END = T0 + 7 * DAY


async def invite(scene: Scene, token_hash: bytes = b"1", email: str | None = "ada@example.com") -> StoredInvitation:
    return await InvitationRepository(scene.connection).create(
        scene.home,
        email=email,
        role="editor",
        token_hash=token_hash,
        invited_by="user:bob@example.com",
        now=T0,
        expires_at=END,
    )


async def test_an_invitation_is_found_by_the_hash_of_its_token(scene: Scene) -> None:
    made = await invite(scene)
    invitations = InvitationRepository(scene.connection)
    assert await invitations.by_hash(b"1") == made
    assert await invitations.by_hash(b"2") is None
    assert (made.workspace_name, made.role, made.accepted_at, made.revoked_at) == ("home", "editor", None, None)


async def test_an_invitation_may_be_for_whoever_has_the_link(scene: Scene) -> None:
    assert (await invite(scene, email=None)).email is None


async def test_an_invitation_is_accepted_once(scene: Scene) -> None:
    made, invitations = await invite(scene), InvitationRepository(scene.connection)
    assert [await invitations.accept(made.id, user_id, T0 + 1) for user_id in (5, 6)] == [True, False]
    [stored] = await invitations.newest(scene.home)
    assert (stored.accepted_at, stored.accepted_by) == (T0 + 1, 5)


async def test_of_those_who_accept_at_once_one_does(database: Database) -> None:
    async with database.write() as connection:
        made = await invite(await Scene.begin(connection), email=None)
    accepted = await at_once(database, *[lambda c: InvitationRepository(c).accept(made.id, 5, T0)] * 6)
    assert (accepted.count(True), accepted.count(False)) == (1, 5)


async def test_one_that_is_expired_or_unknown_is_not_accepted(scene: Scene) -> None:
    made, invitations = await invite(scene), InvitationRepository(scene.connection)
    assert not await invitations.accept(made.id, 5, END)
    assert not await invitations.accept(999, 5, T0)


async def test_one_that_was_revoked_is_not_accepted(scene: Scene) -> None:
    made, invitations = await invite(scene), InvitationRepository(scene.connection)
    await invitations.revoke(scene.home, made.id, T0 + 1)
    await invitations.revoke(scene.home, made.id, T0 + 2)
    assert not await invitations.accept(made.id, 5, T0 + 3)
    assert [one.revoked_at for one in await invitations.newest(scene.home)] == [T0 + 1]


async def test_an_invitation_is_revoked_in_its_own_workspace_only(scene: Scene) -> None:
    made, invitations = await invite(scene), InvitationRepository(scene.connection)
    with pytest.raises(NotFound):
        await invitations.revoke(scene.elsewhere, made.id, T0)
    assert await invitations.accept(made.id, 5, T0)


async def test_what_was_accepted_is_not_revoked(scene: Scene) -> None:
    made, invitations = await invite(scene), InvitationRepository(scene.connection)
    await invitations.accept(made.id, 5, T0)
    with pytest.raises(NotFound, match="could be revoked"):
        await invitations.revoke(scene.home, made.id, T0)


async def test_invitations_are_listed_newest_first(scene: Scene) -> None:
    ids = [(await invite(scene, token)).id for token in (b"1", b"2", b"3")]
    invitations = InvitationRepository(scene.connection)
    assert [one.id for one in await invitations.newest(scene.home, limit=2)] == [ids[2], ids[1]]
    assert await invitations.newest(scene.elsewhere) == []


async def test_those_that_wait_for_an_address_are_found_by_it(scene: Scene) -> None:
    invitations = InvitationRepository(scene.connection)
    waiting, accepted, revoked = [await invite(scene, token) for token in (b"1", b"2", b"3")]
    await invite(scene, b"4", "bob@example.com")
    await invitations.accept(accepted.id, 5, T0)
    await invitations.revoke(scene.home, revoked.id, T0)
    assert await invitations.pending_for("ada@example.com", T0) == [waiting]
    assert await invitations.pending_for("ada@example.com", END) == []


async def test_those_that_wait_are_counted_by_workspace(scene: Scene) -> None:
    invitations = InvitationRepository(scene.connection)
    made = [await invite(scene, token) for token in (b"1", b"2")]
    await invitations.accept(made[0].id, 5, T0)
    assert [await invitations.pending(scene.home, now) for now in (T0, END)] == [1, 0]
    assert await invitations.pending(scene.elsewhere, T0) == 0
