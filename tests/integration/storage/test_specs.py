"""Monitors as the scheduler reads them."""

from tests.integration.storage.scene import T0, Scene
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.specs import SpecRepository


async def collect(scene: Scene, monitor_ids: list[int] | None = None, chunk: int = 2) -> list[list[int]]:
    stream = SpecRepository(scene.connection).stream(monitor_ids, chunk=chunk)
    return [[spec.id for spec in specs] async for specs in stream]


async def test_a_spec_says_all_that_a_check_needs(scene: Scene) -> None:
    parent = await scene.monitor("parent", enabled=False)
    rules = Rules(interval=5, regions=("eu", "us"), parents=(parent.id,))
    stored = await scene.monitor("web", rules=rules, degraded_latency_ms=9)
    specs = [spec async for some in SpecRepository(scene.connection).stream([stored.id]) for spec in some]
    assert specs == [
        MonitorSpec(stored.id, scene.home, 1, "http", "example.org", stored.fields.config, rules, True, 9, None)
    ]


async def test_all_monitors_stream_in_chunks(scene: Scene) -> None:
    ids = [(await scene.monitor(f"m{number}", enabled=number > 0)).id for number in range(5)]
    assert await collect(scene) == [ids[0:2], ids[2:4], ids[4:]]


async def test_a_deleted_monitor_is_missing(scene: Scene) -> None:
    kept, gone = await scene.monitor("kept"), await scene.monitor("gone")
    await MonitorRepository(scene.connection).delete(scene.home, [gone.id], T0)
    assert await collect(scene, [kept.id, gone.id]) == [[kept.id]]
    assert await collect(scene) == [[kept.id]]
