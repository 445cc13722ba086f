"""Groups and their incidents: which are open, who has taken them on, and when to go on."""

import msgspec
import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import HOUR, T0, Scene
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.escalation import Handling
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.records import IncidentClosed, IncidentOpened
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.workspaces import WorkspaceRepository

STATE = GroupState(keys=frozenset({"host:a.example", "tag:eu"}), severity=Severity.CRITICAL, size=2, told_at=T0)


def group(scene: Scene, policy_id: int = 3, *, next_at: int | None = T0, joined_at: int = T0) -> Group:
    return Group(
        id=-1,
        workspace_id=scene.home,
        policy_id=policy_id,
        opened_at=T0,
        joined_at=joined_at,
        next_at=next_at,
        closed_at=None,
        state=STATE,
    )


async def made(scene: Scene, *groups: Group) -> list[Group]:
    """As they are found again."""
    repository = AlertGroupRepository(scene.connection)
    ids = await repository.create_many(groups)
    found = await repository.get_many(ids)
    return [found[number] for number in ids]


async def opened(scene: Scene, *monitor_ids: int, severity: Verdict = Verdict.DOWN, at: int = T0) -> list[int]:
    new = [IncidentOpened(scene.home, one, at, severity, Reason.CONFIRMED_FAILURE, "trouble") for one in monitor_ids]
    return await IncidentRepository(scene.connection).open_many(new)


async def grouped(scene: Scene, *incident_ids: int) -> int:
    repository = AlertGroupRepository(scene.connection)
    [number] = await repository.create_many([group(scene)])
    await repository.join(number, incident_ids, T0)
    return number


async def handling(scene: Scene, group_id: int, now: int = T0) -> Handling:
    return (await AlertGroupRepository(scene.connection).handling([group_id], now))[group_id]


async def test_groups_come_back_as_they_went_in_and_in_their_order(scene: Scene) -> None:
    new = [group(scene, policy_id, next_at=None if policy_id == 3 else T0) for policy_id in (4, 3, 5, 3)]
    found = await made(scene, *new)
    assert len({one.id for one in found}) == 4
    assert [msgspec.structs.replace(one, id=-1) for one in found] == new


async def test_what_has_become_of_a_group_is_saved(scene: Scene) -> None:
    one, other = await made(scene, group(scene), group(scene))
    state = msgspec.structs.replace(STATE, steps=2, held="quiet_hours")
    later = msgspec.structs.replace(one, state=state, joined_at=T0 + 1, next_at=None, closed_at=T0 + 9)
    await AlertGroupRepository(scene.connection).save_many([later])
    assert await AlertGroupRepository(scene.connection).get_many([one.id, other.id, 77]) == {
        one.id: later,
        other.id: other,
    }


async def test_groups_may_be_joined_that_are_open_and_were_joined_lately(scene: Scene) -> None:
    fresh, closed, _ = await made(scene, group(scene), group(scene), group(scene, joined_at=T0 - 1))
    repository = AlertGroupRepository(scene.connection)
    await repository.save_many([msgspec.structs.replace(closed, closed_at=T0)])
    assert await repository.open_recent([scene.home], T0) == [fresh]
    assert await repository.open_recent([scene.elsewhere], T0) == []


async def test_the_longest_due_come_first(scene: Scene) -> None:
    moments = (T0 + 1, T0, T0 + 2, None)
    later, first, _, _ = await made(scene, *(group(scene, next_at=at) for at in moments))
    repository = AlertGroupRepository(scene.connection)
    assert await repository.due(T0 + 1) == [first, later]
    assert await repository.due(T0 + 1, limit=1) == [first]


async def test_what_is_due_in_a_deleted_workspace_waits(scene: Scene) -> None:
    await made(scene, group(scene))
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    assert await AlertGroupRepository(scene.connection).due(T0) == []


async def test_a_group_that_is_being_escalated_is_passed_over(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        await made(scene, group(scene), group(scene), group(scene))
    taken: list[int] = []

    async def take(connection: Connection) -> None:
        due = await AlertGroupRepository(connection).due(T0, limit=2)
        taken.extend(one.id for one in due)
        await AlertGroupRepository(connection).save_many([msgspec.structs.replace(one, next_at=None) for one in due])

    await at_once(database, take, take)
    assert sorted(taken) == [1, 2, 3]


async def test_no_addition_to_a_held_group_is_lost(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        [one] = await made(scene, group(scene))

    async def add(connection: Connection) -> None:
        repository = AlertGroupRepository(connection)
        present = (await repository.hold_many([one.id]))[one.id]
        state = msgspec.structs.replace(present.state, size=present.state.size + 1)
        await repository.save_many([msgspec.structs.replace(present, state=state)])

    await at_once(database, add, add, add)
    async with database.read() as connection:
        assert (await AlertGroupRepository(connection).get_many([one.id]))[one.id].state.size == STATE.size + 3


async def test_an_incident_is_in_a_group_once_and_may_be_in_several(scene: Scene) -> None:
    [incident_id, other] = await opened(scene, 1, 2)
    first = await grouped(scene, incident_id)
    second = await grouped(scene, incident_id, other)
    repository = AlertGroupRepository(scene.connection)
    await repository.join(first, [incident_id, other], T0 + 1)
    assert await repository.groups_of([incident_id, other, 77]) == {
        incident_id: [first, second],
        other: [first, second],
    }


async def test_the_worst_of_a_group_come_first_and_of_these_the_oldest(scene: Scene) -> None:
    ids = [
        *await opened(scene, 1, severity=Verdict.DEGRADED),
        *await opened(scene, 2, at=T0 + 5),
        *await opened(scene, 3),
    ]
    number = await grouped(scene, *ids)
    found = await AlertGroupRepository(scene.connection).incidents_of(number, only_open=False, limit=9)
    assert [one.monitor_id for one in found] == [3, 2, 1]


@pytest.mark.parametrize("is_resolved", [True, False])
async def test_what_has_ended_or_is_resolved_is_not_open(scene: Scene, is_resolved: bool) -> None:
    over, lasting = await opened(scene, 1, 2)
    number, empty = await grouped(scene, over, lasting), await grouped(scene, over)
    if is_resolved:
        await IncidentRepository(scene.connection).resolve(scene.home, over, "ann", T0)
    else:
        await IncidentRepository(scene.connection).close_many([IncidentClosed(over, T0)])
    repository = AlertGroupRepository(scene.connection)
    assert await repository.count_open([number, empty]) == {number: 1}
    assert [one.id for one in await repository.incidents_of(number, only_open=True, limit=9)] == [lasting]
    assert await repository.handling([number, empty], T0) == {number: Handling(1, 1), empty: Handling(0, 0)}


async def test_who_acknowledged_last_has_taken_it_on(scene: Scene) -> None:
    ids = await opened(scene, 1, 2, 3)
    number, incidents = await grouped(scene, *ids), IncidentRepository(scene.connection)
    await incidents.acknowledge(scene.home, ids[0], "bob", T0 + 2)
    await incidents.acknowledge(scene.home, ids[1], "zoe", T0 + 1)
    assert await handling(scene, number) == Handling(3, 1, acknowledged_by="bob")


async def test_a_snoozed_one_is_taken_on_until_the_first_snooze_runs_out(scene: Scene) -> None:
    ids = await opened(scene, 1, 2)
    number, incidents = await grouped(scene, *ids), IncidentRepository(scene.connection)
    for incident_id, hours in zip(ids, (2, 1), strict=True):
        await incidents.snooze(scene.home, incident_id, T0 + hours * HOUR, "ann", T0)
    assert await handling(scene, number) == Handling(2, 0, snoozed_until=T0 + HOUR)
    assert await handling(scene, number, T0 + HOUR) == Handling(2, 1, snoozed_until=T0 + 2 * HOUR)


async def test_what_is_acknowledged_does_not_wait_for_its_snooze(scene: Scene) -> None:
    [incident_id] = await opened(scene, 1)
    number, incidents = await grouped(scene, incident_id), IncidentRepository(scene.connection)
    await incidents.snooze(scene.home, incident_id, T0 + HOUR, "ann", T0)
    await incidents.acknowledge(scene.home, incident_id, "ann", T0)
    assert await handling(scene, number) == Handling(1, 0, acknowledged_by="ann")


async def test_incidents_of_paused_monitors_are_nobodys_to_take_on(scene: Scene) -> None:
    paused, watched = await scene.monitor("paused"), await scene.monitor("watched")
    await MonitorRepository(scene.connection).set_enabled(scene.home, [paused.id], False, T0)
    number = await grouped(scene, *await opened(scene, paused.id, watched.id))
    assert await handling(scene, number) == Handling(2, 1, paused=1)


async def test_ten_thousand_incidents_and_groups_are_no_trouble(scene: Scene) -> None:
    ids = await opened(scene, *range(1, 10_001))
    found = await made(scene, *(group(scene, policy_id) for policy_id in range(10_000)))
    assert [one.policy_id for one in found] == list(range(10_000))
    number, repository = await grouped(scene, *ids), AlertGroupRepository(scene.connection)
    assert await handling(scene, number) == Handling(10_000, 10_000)
    assert await repository.count_open([number]) == {number: 10_000}
    assert len(await repository.groups_of(ids)) == 10_000
    await repository.save_many(found)
