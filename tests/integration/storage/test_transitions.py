"""Changes of state come back with their why."""

import msgspec
import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.errors import NotFound
from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change, Reason, RegionWhy, Why
from tocsin.core.verdict import Verdict
from tocsin.storage.flaps import Flap, FlapRepository
from tocsin.storage.transitions import TransitionRepository

WHY = Why("2 in a row", (RegionWhy("eu", Verdict.DOWN, T0, "timeout", "too slow", False),), 12)


def record(scene: Scene, monitor_id: int, at: int) -> TransitionRecord:
    change = Change(at, at + 5, Verdict.UP, Verdict.DOWN, Reason.CONFIRMED_FAILURE, "down it is", WHY)
    return TransitionRecord(scene.home, monitor_id, change, 77)


async def test_a_transition_comes_back_as_it_went_in(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    [number] = await repository.insert_many([record(scene, 1, T0)])
    found = await repository.get(scene.home, number)
    assert (found.monitor_id, found.change, found.incident_id) == (1, record(scene, 1, T0).change, 77)


async def test_ids_come_in_the_order_of_the_records(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    ids = await repository.insert_many([record(scene, monitor_id, T0) for monitor_id in range(1, 30)])
    assert [(await repository.get(scene.home, number)).monitor_id for number in ids] == list(range(1, 30))


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (Verdict.UP, Verdict.DOWN, 1),
        (Verdict.UP, Verdict.DEGRADED, 1),
        (Verdict.UP, Verdict.UNKNOWN, 0),
        (Verdict.DEGRADED, Verdict.DOWN, 0),
        (Verdict.UNKNOWN, Verdict.DOWN, 0),
        (Verdict.DOWN, Verdict.UP, 0),
    ],
)
async def test_an_opening_leads_from_up_to_something_bad(
    scene: Scene, before: Verdict, after: Verdict, count: int
) -> None:
    repository = TransitionRepository(scene.connection)
    one = record(scene, 1, T0)
    change = msgspec.structs.replace(one.change, from_state=before, to_state=after)
    await repository.insert_many([msgspec.structs.replace(one, change=change)])
    assert (await repository.openings_since([1], T0)).get(1, 0) == count


async def test_openings_are_counted_of_each_from_a_moment_on(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    await repository.insert_many([record(scene, one, T0 + at) for one, at in ((1, 0), (1, 5), (1, 9), (2, 9), (3, 9))])
    assert await repository.openings_since([1, 2, 4], T0 + 5) == {1: 2, 2: 1}


async def test_openings_are_counted_anew_of_what_has_flapped(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    await repository.insert_many([record(scene, 1, T0 + at) for at in (0, 5, 9)])
    await FlapRepository(scene.connection).put_many([Flap(1, scene.home, T0, T0 + 5)])
    assert await repository.openings_since([1], T0) == {1: 1}


async def test_pages_run_newest_first_within_the_range(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    await repository.insert_many([record(scene, 1, T0 + number) for number in range(6)] + [record(scene, 2, T0 + 3)])
    first = await repository.page(scene.home, monitor_id=1, start=T0 + 1, end=T0 + 5, limit=3)
    rest = await repository.page(scene.home, monitor_id=1, start=T0 + 1, end=T0 + 5, limit=3, cursor=first.next_cursor)
    assert [one.change.at - T0 for one in first.items + rest.items] == [4, 3, 2, 1]
    assert len((await repository.page(scene.home)).items) == 7


async def test_the_latest_before_a_moment_says_what_held_then(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    await repository.insert_many([record(scene, 1, T0), record(scene, 1, T0 + 10)])
    found = await repository.latest_before(scene.home, 1, T0 + 10)
    assert found is not None
    assert found.change.at == T0 + 10
    assert await repository.latest_before(scene.home, 1, T0 - 1) is None


async def test_another_workspace_sees_no_transitions(scene: Scene) -> None:
    repository = TransitionRepository(scene.connection)
    [number] = await repository.insert_many([record(scene, 1, T0)])
    assert (await repository.page(scene.elsewhere)).items == []
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, number)
