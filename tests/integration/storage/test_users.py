"""Users on both databases."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, text

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene, user_in
from tests.polling import found
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.database import Database
from tocsin.storage.memberships import OWNER, MembershipRepository
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.tables import membership, recovery_code
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import WorkspaceRepository

NOBODY = 999


async def now_of(scene: Scene, user_id: int) -> StoredUser:
    found = await UserRepository(scene.connection).get(user_id)
    assert found is not None
    return found


async def test_a_user_comes_back_as_it_was_made(scene: Scene) -> None:
    made = await scene.user()
    assert await UserRepository(scene.connection).get(made.id) == made
    assert (made.email, made.name, made.password_hash, made.password_changed_at) == (
        "ada@example.com",
        "ada",
        "hashed",
        T0,
    )


async def test_without_a_password_none_was_changed(scene: Scene) -> None:
    made = await scene.user(password_hash=None)
    assert (made.password_hash, made.password_changed_at) == (None, None)


async def test_a_user_is_found_by_e_mail_and_by_passkey_handle(scene: Scene) -> None:
    made, users = await scene.user(), UserRepository(scene.connection)
    assert await users.by_email("ada@example.com") == made
    assert await users.by_passkey_handle(b"ada@example.com") == made
    assert await users.by_email("bob@example.com") is None
    assert await users.by_passkey_handle(b"other") is None


async def test_nobody_gets_the_id_of_who_was_deleted(scene: Scene) -> None:
    users = UserRepository(scene.connection)
    gone = await scene.user()
    await users.delete(gone.id)
    assert (await scene.user()).id != gone.id


async def test_an_e_mail_belongs_to_one_user(scene: Scene) -> None:
    await scene.user()
    with pytest.raises(Conflict, match="e-mail"):
        await UserRepository(scene.connection).create(
            email="ada@example.com",
            name="Another",
            password_hash=None,
            email_verified_at=None,
            passkey_handle=b"another",
            now=T0,
        )
    assert [one.name for one in await UserRepository(scene.connection).all()] == ["ada"]


async def test_of_those_who_sign_up_with_an_e_mail_at_once_one_gets_it(database: Database) -> None:
    made = await at_once(database, *[user_in] * 4)
    assert sorted(one is Conflict for one in made) == [False, True, True, True]


async def test_nobody_is_there_until_somebody_is(scene: Scene) -> None:
    users = UserRepository(scene.connection)
    assert await users.is_empty()
    await scene.user()
    assert not await users.is_empty()


async def test_all_are_listed_up_to_a_limit(scene: Scene) -> None:
    ids = [(await scene.user(f"{name}@example.com")).id for name in "cab"]
    assert [one.id for one in await UserRepository(scene.connection).all(limit=2)] == ids[:2]


async def test_a_name_changes(scene: Scene) -> None:
    user = await scene.user()
    await UserRepository(scene.connection).rename(user.id, "Ada Lovelace")
    assert (await now_of(scene, user.id)).name == "Ada Lovelace"


async def test_an_e_mail_changes_with_its_verification(scene: Scene) -> None:
    user = await scene.user()
    await UserRepository(scene.connection).set_email(user.id, "new@example.com", T0 + 1)
    changed = await now_of(scene, user.id)
    assert (changed.email, changed.email_verified_at) == ("new@example.com", T0 + 1)


async def test_an_e_mail_that_is_taken_is_refused_and_nothing_else_is_lost(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    with pytest.raises(Conflict, match="e-mail"):
        await UserRepository(scene.connection).set_email(bob.id, "ada@example.com", T0)
    assert (await now_of(scene, bob.id), await now_of(scene, ada.id)) == (bob, ada)


async def test_the_first_verification_counts(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await users.verified(user.id, T0 + 1)
    await users.verified(user.id, T0 + 2)
    assert (await now_of(scene, user.id)).email_verified_at == T0 + 1


async def test_a_password_is_set_and_taken_away(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await users.set_password(user.id, "other", T0 + 1)
    changed = await now_of(scene, user.id)
    assert (changed.password_hash, changed.password_changed_at) == ("other", T0 + 1)
    await users.set_password(user.id, None, T0 + 2)
    assert (await now_of(scene, user.id)).password_hash is None


async def test_a_better_hash_takes_the_place_of_the_same_password_only(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    assert await users.rehash(user.id, "hashed", "better")
    assert not await users.rehash(user.id, "hashed", "of the former password")
    changed = await now_of(scene, user.id)
    assert (changed.password_hash, changed.password_changed_at) == ("better", T0)


async def test_a_step_of_a_second_factor_is_used_once_and_never_back(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await users.set_totp(user.id, "sealed", T0)
    used = [await users.use_totp_step(user.id, step) for step in (100, 100, 99, 101)]
    assert used == [True, False, False, True]
    assert (await now_of(scene, user.id)).totp_last_step == 101


async def test_a_new_secret_forgets_the_steps_of_the_former(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await users.set_totp(user.id, "sealed", T0)
    await users.use_totp_step(user.id, 100)
    await users.set_totp(user.id, "another", None)
    changed = await now_of(scene, user.id)
    assert (changed.totp_secret, changed.totp_confirmed_at, changed.totp_last_step) == ("another", None, None)


async def test_without_a_second_factor_no_step_is_used(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    assert not await users.use_totp_step(user.id, 100)
    await users.set_totp(user.id, "sealed", T0)
    await users.set_totp(user.id, None, None)
    assert not await users.use_totp_step(user.id, 100)


async def test_of_those_who_use_a_step_at_once_one_succeeds(database: Database) -> None:
    async with database.write() as connection:
        user = await user_in(connection)
        await UserRepository(connection).set_totp(user.id, "sealed", T0)
    used = await at_once(database, *[lambda connection: UserRepository(connection).use_totp_step(user.id, 7)] * 6)
    assert (used.count(True), used.count(False)) == (1, 5)


async def test_a_user_is_disabled_and_enabled_again(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await users.set_disabled(user.id, T0 + 1)
    assert (await now_of(scene, user.id)).disabled_at == T0 + 1
    await users.set_disabled(user.id, None)
    assert (await now_of(scene, user.id)).disabled_at is None


async def test_the_last_sign_in_is_remembered(scene: Scene) -> None:
    user = await scene.user()
    await UserRepository(scene.connection).signed_in(user.id, T0 + 1)
    assert (await now_of(scene, user.id)).last_sign_in_at == T0 + 1


async def test_who_does_not_exist_cannot_be_changed(scene: Scene) -> None:
    users = UserRepository(scene.connection)
    for change in (
        users.hold(NOBODY),
        users.rename(NOBODY, "x"),
        users.set_email(NOBODY, "x@example.com", None),
        users.set_password(NOBODY, None, T0),
        users.set_totp(NOBODY, None, None),
        users.set_disabled(NOBODY, T0),
        users.signed_in(NOBODY, T0),
        users.verified(NOBODY, T0),
        users.delete(NOBODY),
    ):
        with pytest.raises(NotFound):
            await change


async def test_a_deleted_user_takes_its_ways_in_and_memberships_along(scene: Scene) -> None:
    user = await scene.user()
    await RecoveryCodeRepository(scene.connection).replace(user.id, [b"1"])
    await MembershipRepository(scene.connection).add(scene.home, user.id, "admin", T0)
    await UserRepository(scene.connection).delete(user.id)
    for table in (recovery_code, membership):
        assert (await scene.connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_who_owns_a_workspace_cannot_be_deleted_before_it(scene: Scene) -> None:
    user, users = await scene.user(), UserRepository(scene.connection)
    await MembershipRepository(scene.connection).add(scene.home, user.id, OWNER, T0)
    with pytest.raises(Conflict, match="owns a workspace"):
        await users.delete(user.id)
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    await users.delete(user.id)
    assert await users.get(user.id) is None


async def test_who_is_made_an_owner_is_not_deleted_at_once(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        ada, bob = await scene.user(), await scene.user("bob@example.com")
        await MembershipRepository(connection).add(scene.home, ada.id, OWNER, T0)
        await MembershipRepository(connection).add(scene.home, bob.id, "admin", T0)
    await at_once(
        database,
        lambda connection: MembershipRepository(connection).transfer(scene.home, ada.id, bob.id),
        lambda connection: UserRepository(connection).delete(bob.id),
    )
    async with database.read() as connection:
        assert await MembershipRepository(connection).owner_of(scene.home) in (ada.id, bob.id)


async def waits_for_lock(database: Database) -> bool:
    """Some transaction in this database does."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with database.read() as connection:
        return bool((await connection.execute(text(waiting))).scalar_one())


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_deletion_waits_for_who_is_just_being_made_an_owner(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        ada, bob = await scene.user(), await scene.user("bob@example.com")
        await MembershipRepository(connection).add(scene.home, ada.id, OWNER, T0)
        await MembershipRepository(connection).add(scene.home, bob.id, "admin", T0)
    async with database.write() as connection:
        await MembershipRepository(connection).transfer(scene.home, ada.id, bob.id)
        deleting = asyncio.create_task(at_once(database, lambda other: UserRepository(other).delete(bob.id)))
        await found(lambda: waits_for_lock(database))
    assert await deleting == [Conflict]


async def test_what_is_secret_is_not_shown(scene: Scene) -> None:
    user = await scene.user(password_hash="$argon2id$secret")
    assert "secret" not in repr(user)
    assert "ada" not in repr(user)
