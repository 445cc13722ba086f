"""What badges show of a monitor, found by its id alone."""

from __future__ import annotations

from tests.integration.storage.scene import T0, Scene
from tocsin.core.ping import PushMemory, Signal
from tocsin.core.verdict import Verdict
from tocsin.storage.badges import BadgeRepository, PublicMonitor
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.ping_keys import NewPingKey, PingKeyRepository
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.states import StateRepository


async def test_a_monitor_is_found_in_whichever_workspace(scene: Scene) -> None:
    monitor = await scene.monitor("shop", is_public=True, degraded_latency_ms=500)
    found = await BadgeRepository(scene.connection).find(monitor.id, T0)
    assert found is not None
    assert (found.workspace_id, found.name, found.is_public, found.state) == (scene.home, "shop", True, Verdict.UNKNOWN)
    assert (found.is_paused, found.degraded_latency_ms) == (False, 500)


async def test_one_that_was_never_made_public_is_not(scene: Scene) -> None:
    found = await BadgeRepository(scene.connection).find((await scene.monitor()).id, T0)
    assert found is not None
    assert not found.is_public


async def test_a_deleted_monitor_is_not_found(scene: Scene) -> None:
    monitor = await scene.monitor(is_public=True)
    await MonitorRepository(scene.connection).delete(scene.home, [monitor.id], T0)
    assert await BadgeRepository(scene.connection).find(monitor.id, T0) is None
    assert await BadgeRepository(scene.connection).public() == []


async def test_what_a_job_left_behind_is_told(scene: Scene) -> None:
    monitor = await scene.monitor()
    memory = PushMemory(heard_at=T0 - 2, expected_at=T0 - 1, last_signal=Signal.SUCCESS, last_duration_ms=1200)
    await PushStateRepository(scene.connection).upsert_many([PushRecord(monitor.id, 1, None, memory)])
    found = await BadgeRepository(scene.connection).find(monitor.id, T0)
    assert found is not None
    assert (found.is_late, found.last_duration_ms) == (True, 1200)


async def test_the_end_of_a_certificate_is_told(scene: Scene) -> None:
    monitor = await scene.monitor()
    await StateRepository(scene.connection).set_certificate_expiries({monitor.id: T0})
    found = await BadgeRepository(scene.connection).find(monitor.id, T0)
    assert found is not None
    assert found.certificate_expires_at == T0


async def test_public_monitors_are_listed_with_slug_and_tags(scene: Scene) -> None:
    first = await scene.monitor("first", is_public=True, tags=("group:core",))
    await scene.monitor("hidden")
    second = await scene.monitor("second", is_public=True)
    keys = PingKeyRepository(scene.connection)
    await keys.insert(scene.home, [NewPingKey(second.id, b"hash", "sealed", "nightly")], T0)
    assert await BadgeRepository(scene.connection).public() == [
        PublicMonitor(first.id, "first", None, ("group:core",)),
        PublicMonitor(second.id, "second", "nightly", ()),
    ]
