"""Every monitor's present figures."""

from tests.integration.storage.scene import T0, Scene, seen
from tocsin.core.verdict import Verdict
from tocsin.storage.samples import MonitorSample, SampleRepository
from tocsin.storage.states import StateRepository


async def test_a_sample_holds_each_regions_newest_latency(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(seen(monitor.id, T0, latency_us=1), seen(monitor.id, T0 + 5, latency_us=2))
    await StateRepository(scene.connection).set_certificate_expiries({monitor.id: T0 + 9})
    samples = await SampleRepository(scene.connection).all(scene.home, T0 + 10)
    base = (monitor.id, "web", "http", True, Verdict.UNKNOWN, T0 + 9)
    assert sorted(samples, key=lambda one: one.region or "") == [
        MonitorSample(*base, "eu", 2),
        MonitorSample(*base, "us", None),
    ]


async def test_another_workspace_has_no_samples(scene: Scene) -> None:
    await scene.monitor()
    assert await SampleRepository(scene.connection).all(scene.elsewhere, T0) == []
