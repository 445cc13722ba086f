"""One open incident for each monitor's state and for each rule that it breaks, with a timeline."""

import msgspec
import pytest

from tests.integration.storage.scene import HOUR, T0, Scene
from tocsin.core.errors import Conflict, NotFound
from tocsin.core.records import (
    IncidentClosed,
    IncidentEscalated,
    IncidentEvent,
    IncidentEventType,
    IncidentOpened,
)
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.incidents import IncidentFilter, IncidentRepository


def opened(scene: Scene, monitor_id: int, at: int = T0, severity: Verdict = Verdict.DEGRADED) -> IncidentOpened:
    return IncidentOpened(scene.home, monitor_id, at, severity, Reason.CONFIRMED_FAILURE, "trouble", 4)


async def test_ids_come_in_the_order_of_what_was_opened(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    ids = await repository.open_many([opened(scene, monitor_id) for monitor_id in (3, 1, 2)])
    assert [(await repository.get(scene.home, number)).monitor_id for number in ids] == [3, 1, 2]


async def test_a_second_opening_gives_the_incident_that_is_open(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [first] = await repository.open_many([opened(scene, 1)])
    assert await repository.open_many([opened(scene, 2), opened(scene, 1)]) == [first + 1, first]
    assert [(one.monitor_id, one.id) for one in await repository.open_of([1, 2, 3])] == [(1, first), (2, first + 1)]


async def test_each_rule_has_an_incident_of_its_own_beside_that_of_the_state(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    of_rules = [msgspec.structs.replace(opened(scene, 1), rule_id=rule_id) for rule_id in (7, 0, 8)]
    ids = await repository.open_many(of_rules)
    assert await repository.open_many(of_rules[::-1]) == ids[::-1]
    assert {one.id: one.rule_id for one in await repository.open_of([1])} == dict(zip(ids, (7, 0, 8), strict=True))


async def test_many_are_found_at_once(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    ids = await repository.open_many([opened(scene, monitor_id) for monitor_id in range(1, 10_001)])
    assert [one.id for one in await repository.get_many({*ids, 0})] == sorted(ids)


async def test_after_its_end_a_new_incident_may_begin(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [first] = await repository.open_many([opened(scene, 1)])
    await repository.close_many([IncidentClosed(first, T0 + 5)])
    await repository.close_many([IncidentClosed(first, T0 + 9)])
    assert (await repository.get(scene.home, first)).ended_at == T0 + 5
    assert await repository.open_many([opened(scene, 1)]) != [first]


async def test_severity_rises_and_never_falls(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    await repository.escalate_many([IncidentEscalated(number, Verdict.DOWN, Reason.HEARTBEAT_MISSING, "No ping came")])
    await repository.escalate_many([IncidentEscalated(number, Verdict.DEGRADED, Reason.HEARTBEAT_LATE, "Late")])
    worst = await repository.get(scene.home, number)
    assert (worst.severity, worst.reason, worst.summary) == (Verdict.DOWN, "heartbeat_missing", "No ping came")


async def test_what_becomes_worse_is_taken_on_by_nobody(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    await repository.acknowledge(scene.home, number, "ann", T0 + 1)
    await repository.snooze(scene.home, number, T0 + 9_000, "ann", T0 + 1)
    await repository.resolve(scene.home, number, "ann", T0 + 2)
    await repository.escalate_many([IncidentEscalated(number, Verdict.DOWN, Reason.HEARTBEAT_MISSING, "No ping came")])
    found = await repository.get(scene.home, number)
    assert (found.acknowledged_at, found.acknowledged_by, found.snoozed_until) == (None, None, None)
    assert (found.resolved_at, found.resolved_by) == (None, None)


async def test_a_timeline_runs_oldest_first(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    later = IncidentEvent(number, T0 + 5, IncidentEventType.ESCALATED, "worse")
    first = IncidentEvent(number, T0, IncidentEventType.OPENED, "it began", "somebody")
    await repository.add_events([later, first])
    timeline = await repository.timeline(scene.home, number)
    assert [(e.at, e.type, e.summary, e.actor) for e in timeline] == [
        (T0, "opened", "it began", "somebody"),
        (T0 + 5, "escalated", "worse", None),
    ]


async def test_the_first_acknowledgement_stays(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    await repository.acknowledge(scene.home, number, "ann", T0 + 1)
    again = await repository.acknowledge(scene.home, number, "bob", T0 + 2)
    assert (again.acknowledged_by, again.acknowledged_at) == ("ann", T0 + 1)
    assert [event.type for event in await repository.timeline(scene.home, number)] == ["acknowledged"]


async def test_the_last_snooze_counts(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    for until in (HOUR, HOUR, 2 * HOUR):
        found = await repository.snooze(scene.home, number, T0 + until, "ann", T0 + 1)
    assert found.snoozed_until == T0 + 2 * HOUR
    assert [event.type for event in await repository.timeline(scene.home, number)] == ["snoozed", "snoozed"]


async def test_who_has_resolved_it_first_stays(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    await repository.resolve(scene.home, number, "ann", T0 + 1)
    again = await repository.resolve(scene.home, number, "bob", T0 + 2)
    assert (again.resolved_by, again.resolved_at, again.ended_at) == ("ann", T0 + 1, None)
    assert [event.type for event in await repository.timeline(scene.home, number)] == ["resolved"]


async def test_what_has_ended_is_not_taken_on_any_more(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    await repository.close_many([IncidentClosed(number, T0 + 5)])
    with pytest.raises(Conflict):
        await repository.acknowledge(scene.home, number, "ann", T0 + 6)
    with pytest.raises(Conflict):
        await repository.snooze(scene.home, number, T0 + HOUR, "ann", T0 + 6)
    with pytest.raises(Conflict):
        await repository.resolve(scene.home, number, "ann", T0 + 6)


async def test_what_another_workspace_has_is_not_taken_on(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    with pytest.raises(NotFound):
        await repository.snooze(scene.elsewhere, number, T0 + HOUR, "eve", T0 + 6)
    with pytest.raises(NotFound):
        await repository.resolve(scene.elsewhere, number, "eve", T0 + 6)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (IncidentFilter(), [3, 2, 1]),
        (IncidentFilter(monitor_id=2), [2]),
        (IncidentFilter(is_open=True), [3, 2]),
        (IncidentFilter(is_open=False), [1]),
        (IncidentFilter(is_acknowledged=True), [2]),
        (IncidentFilter(is_acknowledged=False), [3, 1]),
        (IncidentFilter(severities=(Verdict.DOWN,)), [3]),
        (IncidentFilter(end=T0 + 150), [2, 1]),
        (IncidentFilter(start=T0 + 60), [3, 2]),
    ],
)
async def test_a_filter_lets_through(scene: Scene, where: IncidentFilter, expected: list[int]) -> None:
    repository = IncidentRepository(scene.connection)
    ids = await repository.open_many(
        [opened(scene, 1), opened(scene, 2, T0 + 100), opened(scene, 3, T0 + 200, Verdict.DOWN)]
    )
    await repository.close_many([IncidentClosed(ids[0], T0 + 50)])
    await repository.acknowledge(scene.home, ids[1], "ann", T0 + 300)
    page = await repository.page(scene.home, where)
    assert [one.monitor_id for one in page.items] == expected


async def test_pages_run_newest_first(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    await repository.open_many([opened(scene, monitor_id) for monitor_id in (1, 2, 3)])
    first = await repository.page(scene.home, IncidentFilter(), limit=2)
    rest = await repository.page(scene.home, IncidentFilter(), limit=2, cursor=first.next_cursor)
    assert [one.monitor_id for one in first.items + rest.items] == [3, 2, 1]


async def test_another_workspace_sees_no_incidents(scene: Scene) -> None:
    repository = IncidentRepository(scene.connection)
    [number] = await repository.open_many([opened(scene, 1)])
    assert (await repository.page(scene.elsewhere, IncidentFilter())).items == []
    assert await repository.timeline(scene.elsewhere, number) == []
    assert await repository.count_open(scene.elsewhere) == 0
    with pytest.raises(NotFound):
        await repository.get(scene.elsewhere, number)
