"""Ping keys on both databases."""

from __future__ import annotations

import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import Conflict
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.ping_keys import NewPingKey, PingKeyRepository, PingTarget, StoredPingKey

A, B, C = b"a" * 32, b"b" * 32, b"c" * 32


async def keyed(scene: Scene, name: str, key_hash: bytes, slug: str = "slug") -> int:
    monitor_id = (await scene.monitor(name, kind="heartbeat")).id
    key = NewPingKey(monitor_id, key_hash, f"sealed {name}", slug)
    await PingKeyRepository(scene.connection).insert(scene.home, [key], T0)
    return monitor_id


async def test_a_key_is_found_by_its_hash(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    found = await PingKeyRepository(scene.connection).targets_by_hash([A, B])
    assert found == {A: PingTarget(monitor_id, scene.home, "heartbeat", "slug", is_enabled=True)}


async def test_a_paused_monitor_is_found_as_such(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    await MonitorRepository(scene.connection).set_enabled(scene.home, [monitor_id], False, T0)
    found = await PingKeyRepository(scene.connection).targets_by_hash([A])
    assert not found[A].is_enabled


async def test_a_deleted_monitor_is_not_found(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    await MonitorRepository(scene.connection).delete(scene.home, [monitor_id], T0)
    keys = PingKeyRepository(scene.connection)
    assert await keys.targets_by_hash([A]) == {}
    assert await keys.targets_by_slug([(scene.home, "slug")]) == {}
    assert await keys.get(scene.home, monitor_id) is None


async def test_a_slug_gives_all_that_have_it(scene: Scene) -> None:
    ids = [await keyed(scene, "one", A), await keyed(scene, "two", B)]
    await keyed(scene, "three", C, "other")
    found = await PingKeyRepository(scene.connection).targets_by_slug([(scene.home, "slug"), (scene.elsewhere, "slug")])
    assert {key: sorted(one.monitor_id for one in targets) for key, targets in found.items()} == {
        (scene.home, "slug"): ids
    }


async def test_a_monitor_keeps_the_key_that_it_has(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    await keys.insert(scene.home, [NewPingKey(monitor_id, B, "another", "other")], T0)
    assert await keys.get(scene.home, monitor_id) == StoredPingKey("sealed one", "slug", T0)


async def test_a_key_is_shown_to_its_own_workspace(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    assert await PingKeyRepository(scene.connection).get(scene.elsewhere, monitor_id) is None


async def test_a_key_can_be_replaced_and_its_slug_stays(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    await keys.replace_key(scene.home, NewPingKey(monitor_id, B, "fresh", ""), T0 + 1)
    assert await keys.get(scene.home, monitor_id) == StoredPingKey("fresh", "slug", T0 + 1)
    assert set(await keys.targets_by_hash([A, B])) == {B}


async def test_no_two_monitors_have_the_same_key(scene: Scene) -> None:
    first, second = await keyed(scene, "one", A), await keyed(scene, "two", B)
    keys = PingKeyRepository(scene.connection)
    with pytest.raises(Conflict):
        await keys.replace_key(scene.home, NewPingKey(second, A, "x", ""), T0)
    assert (await keys.targets_by_hash([A]))[A].monitor_id == first


async def test_a_workspaces_key_is_no_monitors(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    await keys.replace_workspace_key(scene.home, B, "of all", T0)
    with pytest.raises(Conflict):
        await keys.replace_key(scene.home, NewPingKey(monitor_id, B, "x", ""), T0)


async def test_a_workspace_has_one_key_at_a_time(scene: Scene) -> None:
    keys = PingKeyRepository(scene.connection)
    await keys.replace_workspace_key(scene.home, A, "first", T0)
    await keys.replace_workspace_key(scene.home, B, "second", T0)
    assert await keys.workspaces_of([A, B]) == {B: scene.home}
    assert await keys.delete_workspace_key(scene.home)
    assert not await keys.delete_workspace_key(scene.home)
    assert await keys.workspaces_of([B]) == {}


async def test_a_workspaces_key_is_its_own(scene: Scene) -> None:
    await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    await keys.replace_workspace_key(scene.elsewhere, B, "theirs", T0)
    for taken in (A, B):
        with pytest.raises(Conflict):
            await keys.replace_workspace_key(scene.home, taken, "ours", T0)


async def test_keys_are_counted_by_workspace(scene: Scene) -> None:
    await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    assert (await keys.count(scene.home), await keys.count(scene.elsewhere)) == (1, 0)


async def test_a_key_is_deleted_in_its_own_workspace_only(scene: Scene) -> None:
    monitor_id = await keyed(scene, "one", A)
    keys = PingKeyRepository(scene.connection)
    await keys.delete(scene.elsewhere, [monitor_id])
    assert await keys.count(scene.home) == 1
    await keys.delete(scene.home, [monitor_id])
    assert await keys.count(scene.home) == 0
