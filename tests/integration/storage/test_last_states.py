"""The last state of every monitor, posted or seen."""

from __future__ import annotations

import pytest

from tests.integration.storage.scene import T0, Scene, seen
from tocsin.core.errors import NotFound
from tocsin.core.ping import PushMemory
from tocsin.core.records import StateRecord
from tocsin.core.state import MonitorState
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.last_states import LastStateRepository, SeenState
from tocsin.storage.push_states import PushRecord, PushStateRepository
from tocsin.storage.states import StateRepository

UP, DOWN, UNKNOWN = Verdict.UP, Verdict.DOWN, Verdict.UNKNOWN


async def conclude(scene: Scene, monitor_id: int, state: Verdict, since: int) -> None:
    reason = Reason.COULD_NOT_TELL if state == UNKNOWN else Reason.FIRST_RESULT
    record = StateRecord(monitor_id, scene.home, MonitorState(state, since, reason), "")
    await StateRepository(scene.connection).upsert_many([record], since)


async def remember(scene: Scene, monitor_id: int, told_at: int) -> None:
    record = PushRecord(monitor_id, 1, None, PushMemory(told_at=told_at))
    await PushStateRepository(scene.connection).upsert_many([record])


async def names(scene: Scene, *tags: str) -> list[str]:
    return [one.name for one in await LastStateRepository(scene.connection).newest(scene.home, tags)]


async def at(scene: Scene, monitor_id: int) -> int | None:
    return (await LastStateRepository(scene.connection).get(scene.home, monitor_id)).at


async def test_a_monitor_that_nobody_has_looked_at_has_no_state(scene: Scene) -> None:
    monitor = await scene.monitor()
    assert await at(scene, monitor.id) is None
    assert await names(scene) == []


async def test_a_monitor_is_as_old_as_its_newest_result_of_any_region(scene: Scene) -> None:
    monitor = await scene.monitor()
    await conclude(scene, monitor.id, UP, T0)
    await scene.store(seen(monitor.id, T0 + 7, region="us"), seen(monitor.id, T0 + 5), seen(monitor.id, T0))
    assert await at(scene, monitor.id) == T0 + 7


async def test_a_result_from_which_nothing_was_concluded_is_no_state(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(seen(monitor.id, T0, DOWN))
    assert await at(scene, monitor.id) is None


async def test_a_posted_state_is_remembered_longer_than_its_result(scene: Scene) -> None:
    monitor = await scene.monitor(kind="manual")
    await conclude(scene, monitor.id, UP, T0)
    await remember(scene, monitor.id, T0 + 9)
    assert await at(scene, monitor.id) == T0 + 9


async def test_unknown_that_was_posted_is_a_state(scene: Scene) -> None:
    monitor = await scene.monitor(kind="manual")
    await conclude(scene, monitor.id, UNKNOWN, T0)
    assert await names(scene) == ["web"]


async def test_a_post_that_has_yet_to_be_confirmed_is_a_state(scene: Scene) -> None:
    monitor = await scene.monitor(kind="manual")
    await remember(scene, monitor.id, T0)
    found = await LastStateRepository(scene.connection).get(scene.home, monitor.id)
    assert (found.state, found.at) == (UNKNOWN, T0)


async def test_a_start_alone_is_no_state(scene: Scene) -> None:
    monitor = await scene.monitor(kind="heartbeat")
    await remember(scene, monitor.id, 0)
    assert await names(scene) == []


async def test_the_one_last_heard_of_comes_first(scene: Scene) -> None:
    for name, told_at in (("old", T0 + 1), ("new", T0 + 3), ("middle", T0 + 2)):
        monitor = await scene.monitor(name, kind="manual")
        await conclude(scene, monitor.id, UP, T0)
        await remember(scene, monitor.id, told_at)
    assert await names(scene) == ["new", "middle", "old"]


async def test_all_the_tags_are_asked_for(scene: Scene) -> None:
    for name, tags in (("api", ("prod", "web")), ("db", ("prod",))):
        monitor = await scene.monitor(name, tags=tags)
        await conclude(scene, monitor.id, UP, T0)
    assert await names(scene, "prod", "web") == ["api"]
    assert sorted(await names(scene, "prod")) == ["api", "db"]


async def test_history_is_newest_first_over_all_regions(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(
        seen(monitor.id, T0, DOWN), seen(monitor.id, T0 + 1, region="us"), seen(monitor.id, T0 + 2), now=T0
    )
    repository = LastStateRepository(scene.connection)
    assert await repository.history(scene.home, monitor.id, skip=1, limit=5) == [
        SeenState(UP, T0 + 1),
        SeenState(DOWN, T0),
    ]
    assert await repository.history(scene.home, monitor.id, skip=0, limit=1) == [SeenState(UP, T0 + 2)]


async def test_another_workspace_knows_nothing_of_it(scene: Scene) -> None:
    monitor = await scene.monitor()
    await conclude(scene, monitor.id, UP, T0)
    await scene.store(seen(monitor.id, T0))
    repository = LastStateRepository(scene.connection)
    assert await repository.newest(scene.elsewhere) == []
    assert await repository.history(scene.elsewhere, monitor.id, skip=0, limit=5) == []
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, monitor.id)
