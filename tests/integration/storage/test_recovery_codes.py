"""Recovery codes on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene, user_in
from tocsin.core.errors import NotFound
from tocsin.storage.database import Database
from tocsin.storage.recovery_codes import RecoveryCodeRepository


async def test_a_code_is_good_once(scene: Scene) -> None:
    user, codes = await scene.user(), RecoveryCodeRepository(scene.connection)
    await codes.replace(user.id, [b"1", b"2"])
    assert [await codes.use(user.id, b"1", T0) for _ in range(2)] == [True, False]
    assert await codes.left(user.id) == 1


async def test_an_unknown_code_is_good_for_nothing(scene: Scene) -> None:
    user, codes = await scene.user(), RecoveryCodeRepository(scene.connection)
    await codes.replace(user.id, [b"1"])
    assert not await codes.use(user.id, b"2", T0)


async def test_a_code_is_good_for_its_own_user_only(scene: Scene) -> None:
    ada, bob = await scene.user(), await scene.user("bob@example.com")
    codes = RecoveryCodeRepository(scene.connection)
    await codes.replace(ada.id, [b"1"])
    assert not await codes.use(bob.id, b"1", T0)
    assert (await codes.left(ada.id), await codes.left(bob.id)) == (1, 0)


async def test_new_codes_take_the_place_of_the_former(scene: Scene) -> None:
    user, codes = await scene.user(), RecoveryCodeRepository(scene.connection)
    await codes.replace(user.id, [b"1", b"2"])
    await codes.replace(user.id, [b"3"])
    assert not await codes.use(user.id, b"1", T0)
    assert await codes.left(user.id) == 1


async def test_no_codes_are_codes_too(scene: Scene) -> None:
    user, codes = await scene.user(), RecoveryCodeRepository(scene.connection)
    await codes.replace(user.id, [b"1"])
    await codes.replace(user.id, [])
    assert await codes.left(user.id) == 0


async def test_cleared_codes_are_gone(scene: Scene) -> None:
    user, codes = await scene.user(), RecoveryCodeRepository(scene.connection)
    await codes.replace(user.id, [b"1"])
    await codes.clear(user.id)
    assert not await codes.use(user.id, b"1", T0)


async def test_codes_for_nobody_are_refused(scene: Scene) -> None:
    with pytest.raises(NotFound):
        await RecoveryCodeRepository(scene.connection).replace(999, [b"1"])


async def test_of_those_who_use_a_code_at_once_one_succeeds(database: Database) -> None:
    async with database.write() as connection:
        user = await user_in(connection)
        await RecoveryCodeRepository(connection).replace(user.id, [b"1"])
    used = await at_once(database, *[lambda c: RecoveryCodeRepository(c).use(user.id, b"1", T0)] * 6)
    assert (used.count(True), used.count(False)) == (1, 5)


async def test_of_codes_that_are_replaced_at_once_one_set_is_left(database: Database) -> None:
    async with database.write() as connection:
        user = await user_in(connection)
    await at_once(
        database,
        lambda connection: RecoveryCodeRepository(connection).replace(user.id, [b"1", b"2"]),
        lambda connection: RecoveryCodeRepository(connection).replace(user.id, [b"3", b"4"]),
        lambda connection: RecoveryCodeRepository(connection).replace(user.id, [b"5", b"6"]),
    )
    async with database.read() as connection:
        assert await RecoveryCodeRepository(connection).left(user.id) == 2
