"""Passkeys on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.database import Database
from tocsin.storage.passkeys import PasskeyRepository, StoredPasskey


async def add(
    scene: Scene, user_id: int, credential_id: bytes = b"\x00credential", *, sign_count: int = 0
) -> StoredPasskey:
    return await PasskeyRepository(scene.connection).add(
        user_id,
        credential_id=credential_id,
        public_key=b"\xffpublic",
        sign_count=sign_count,
        transports=["internal", "hybrid"],
        is_backed_up=True,
        name="laptop",
        now=T0,
    )


async def test_a_passkey_comes_back_as_it_was_added(scene: Scene) -> None:
    user = await scene.user()
    made = await add(scene, user.id)
    assert await PasskeyRepository(scene.connection).by_credential(b"\x00credential") == made
    assert (made.user_id, made.transports, made.is_backed_up, made.last_used_at) == (
        user.id,
        ("internal", "hybrid"),
        True,
        None,
    )


async def test_an_unknown_credential_is_nobodys(scene: Scene) -> None:
    assert await PasskeyRepository(scene.connection).by_credential(b"other") is None


async def test_a_credential_is_registered_once(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    await add(scene, ada.id)
    with pytest.raises(Conflict, match="registered already"):
        await add(scene, bob.id)
    assert await PasskeyRepository(scene.connection).of_user(bob.id) == []


async def test_a_passkey_for_nobody_is_refused(scene: Scene) -> None:
    with pytest.raises(NotFound, match="user"):
        await add(scene, 999)


async def test_a_users_passkeys_are_listed_oldest_first(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    made = [await add(scene, ada.id, credential) for credential in (b"2", b"1")]
    await add(scene, bob.id, b"3")
    assert await PasskeyRepository(scene.connection).of_user(ada.id) == made


async def test_a_count_that_has_grown_is_stored(scene: Scene) -> None:
    passkeys = PasskeyRepository(scene.connection)
    made = await add(scene, (await scene.user()).id, sign_count=5)
    assert await passkeys.used(made.id, 6, T0 + 1)
    [stored] = await passkeys.of_user(made.user_id)
    assert (stored.sign_count, stored.last_used_at) == (6, T0 + 1)


@pytest.mark.parametrize("sign_count", [5, 4, 0])
async def test_a_count_that_has_not_grown_is_refused(scene: Scene, sign_count: int) -> None:
    passkeys = PasskeyRepository(scene.connection)
    made = await add(scene, (await scene.user()).id, sign_count=5)
    assert not await passkeys.used(made.id, sign_count, T0 + 1)
    assert await passkeys.of_user(made.user_id) == [made]


async def test_who_does_not_count_may_come_again(scene: Scene) -> None:
    passkeys = PasskeyRepository(scene.connection)
    made = await add(scene, (await scene.user()).id)
    assert [await passkeys.used(made.id, 0, T0) for _ in range(2)] == [True, True]


async def test_of_those_who_use_a_count_at_once_one_succeeds(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        made = await add(scene, (await scene.user()).id, sign_count=1)
    used = await at_once(database, *[lambda connection: PasskeyRepository(connection).used(made.id, 2, T0)] * 6)
    assert (used.count(True), used.count(False)) == (1, 5)


async def test_a_passkey_is_renamed_by_its_own_user_only(scene: Scene) -> None:
    ada, bob, passkeys = await scene.user(), await scene.user("bob@example.com"), PasskeyRepository(scene.connection)
    made = await add(scene, ada.id)
    with pytest.raises(NotFound):
        await passkeys.rename(bob.id, made.id, "mine")
    await passkeys.rename(ada.id, made.id, "phone")
    assert [one.name for one in await passkeys.of_user(ada.id)] == ["phone"]


async def test_a_passkey_is_removed_by_its_own_user_only(scene: Scene) -> None:
    ada, bob, passkeys = await scene.user(), await scene.user("bob@example.com"), PasskeyRepository(scene.connection)
    made = await add(scene, ada.id)
    with pytest.raises(NotFound):
        await passkeys.remove(bob.id, made.id)
    await passkeys.remove(ada.id, made.id)
    assert await passkeys.of_user(ada.id) == []
    with pytest.raises(NotFound):
        await passkeys.remove(ada.id, made.id)
