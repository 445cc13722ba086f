"""Monitors that flap are remembered until they do not."""

from tests.integration.storage.scene import T0, Scene
from tocsin.storage.flaps import Flap, FlapRepository


async def test_what_flaps_is_remembered(scene: Scene) -> None:
    repository = FlapRepository(scene.connection)
    await repository.put_many([Flap(2, scene.home, T0, T0), Flap(1, scene.elsewhere, T0, T0 + 5)])
    assert await repository.get_many([1, 3]) == {1: Flap(1, scene.elsewhere, T0, T0 + 5)}


async def test_what_changes_again_still_flaps_since_it_began(scene: Scene) -> None:
    repository = FlapRepository(scene.connection)
    await repository.put_many([Flap(1, scene.home, T0, T0)])
    await repository.put_many([Flap(1, scene.home, T0 + 9, T0 + 9)])
    assert await repository.get_many([1]) == {1: Flap(1, scene.home, T0, T0 + 9)}


async def test_what_is_steady_is_forgotten(scene: Scene) -> None:
    repository = FlapRepository(scene.connection)
    await repository.put_many([Flap(number, scene.home, T0, T0) for number in range(1, 10_001)])
    await repository.delete_many(range(2, 10_001))
    assert (await repository.get_many(range(1, 10_001))).keys() == {1}
