"""Regions, API keys, idempotency keys and watermarks."""

import asyncio

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import NotFound
from tocsin.storage.api_keys import ApiKeyRepository
from tocsin.storage.database import Database
from tocsin.storage.idempotency import IdempotencyRepository, StoredAnswer
from tocsin.storage.meta import MetaRepository
from tocsin.storage.regions import RegionRepository


async def test_a_region_keeps_its_number(scene: Scene) -> None:
    repository = RegionRepository(scene.connection)
    assert await repository.ensure(["us", "ap"], T0) == {"us": scene.regions["us"], "ap": 3}


async def test_regions_made_at_the_same_time_get_different_numbers(database: Database) -> None:
    async def ensure(*names: str) -> dict[str, int]:
        async with database.write() as connection:
            return await RegionRepository(connection).ensure(names, T0)

    first, second = await asyncio.gather(ensure("eu", "us"), ensure("ap", "sa"))
    assert sorted([*first.values(), *second.values()]) == [1, 2, 3, 4]


async def test_a_region_is_doubted_once_and_trusted_again(scene: Scene) -> None:
    repository = RegionRepository(scene.connection)
    await repository.doubt("eu", T0, "all time out")
    await repository.doubt("eu", T0 + 5, "still")
    eu = (await repository.all())[0]
    assert (eu.suspect_since, eu.suspect_reason) == (T0, "all time out")
    await repository.trust("eu")
    assert (await repository.all())[0].suspect_since is None


async def test_a_region_remembers_when_it_was_seen(scene: Scene) -> None:
    repository = RegionRepository(scene.connection)
    await repository.saw(["us"], T0 + 5)
    assert [one.last_seen_at for one in await repository.all()] == [None, T0 + 5]


async def test_an_api_key_is_found_by_its_prefix(scene: Scene) -> None:
    repository = ApiKeyRepository(scene.connection)
    key = await repository.create(
        scene.home, name="ci", prefix="toc_ab", key_hash=b"\x00\xff", scopes=["read", "write"], now=T0
    )
    assert await repository.by_prefix("toc_ab") == [key]
    assert (key.hash, key.scopes) == (b"\x00\xff", ("read", "write"))


async def test_an_api_key_is_revoked_in_its_own_workspace_only(scene: Scene) -> None:
    repository = ApiKeyRepository(scene.connection)
    key = await repository.create(scene.home, name="ci", prefix="p", key_hash=b"h", scopes=[], now=T0)
    with pytest.raises(NotFound):
        await repository.revoke(scene.elsewhere, key.id, T0)
    await repository.revoke(scene.home, key.id, T0 + 1)
    await repository.revoke(scene.home, key.id, T0 + 2)
    assert [one.revoked_at for one in await repository.newest(scene.home)] == [T0 + 1]


async def test_using_an_api_key_is_remembered(scene: Scene) -> None:
    repository = ApiKeyRepository(scene.connection)
    key = await repository.create(scene.home, name="ci", prefix="p", key_hash=b"h", scopes=[], now=T0)
    await repository.touch(key.id, T0 + 9)
    assert [one.last_used_at for one in await repository.by_prefix("p")] == [T0 + 9]


async def test_an_idempotency_key_answers_the_second_time(scene: Scene) -> None:
    repository = IdempotencyRepository(scene.connection)
    assert await repository.begin(scene.home, "k", b"f", T0) is None
    assert await repository.begin(scene.home, "k", b"f", T0) == StoredAnswer(b"f", None, {}, b"")
    await repository.finish(scene.home, "k", 201, {"etag": "1"}, b"{}")
    assert await repository.begin(scene.home, "k", b"g", T0) == StoredAnswer(b"f", 201, {"etag": "1"}, b"{}")
    assert await repository.begin(scene.elsewhere, "k", b"f", T0) is None


async def test_a_forgotten_idempotency_key_is_new_again(scene: Scene) -> None:
    repository = IdempotencyRepository(scene.connection)
    await repository.begin(scene.home, "k", b"f", T0)
    await repository.forget(scene.home, "k")
    assert await repository.begin(scene.home, "k", b"f", T0) is None


async def test_a_watermark_is_set_moved_and_removed(scene: Scene) -> None:
    repository = MetaRepository(scene.connection)
    await repository.set("mark", 5)
    await repository.set("mark", 6)
    assert await repository.get_int("mark") == 6
    await repository.delete("mark")
    assert await repository.get("mark") is None
