"""Why an incident paged: its own lines, and those of the groups that tell of it."""

import msgspec

from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.decisions import DecisionRepository, StoredDecision


def line(scene: Scene, incident_id: int, summary: str, group_id: int | None = None) -> StoredDecision:
    return StoredDecision(
        workspace_id=scene.home,
        incident_id=incident_id,
        group_id=group_id,
        at=T0,
        stage=Stage.ROUTE,
        outcome=Outcome.PASS,
        reason="matches",
        summary=summary,
    )


async def group_of(scene: Scene, *incident_ids: int) -> int:
    group = Group(
        id=-1,
        workspace_id=scene.home,
        policy_id=1,
        opened_at=T0,
        joined_at=T0,
        next_at=None,
        closed_at=None,
        state=GroupState(),
    )
    repository = AlertGroupRepository(scene.connection)
    [number] = await repository.create_many([group])
    await repository.join(number, incident_ids, T0)
    return number


async def test_a_decision_comes_back_as_it_went_in(scene: Scene) -> None:
    repository = DecisionRepository(scene.connection)
    await repository.add_many([line(scene, 5, "its own", 9)])
    [found] = await repository.of_incident(scene.home, 5)
    assert msgspec.structs.replace(found, id=0) == line(scene, 5, "its own", 9)


async def test_lines_of_its_groups_stand_between_its_own(scene: Scene) -> None:
    group_id, repository = await group_of(scene, 5, 6), DecisionRepository(scene.connection)
    lines = [(5, "first", None), (0, "told", group_id), (6, "another's", group_id), (0, "not mine", group_id + 1)]
    await repository.add_many([line(scene, *one) for one in [*lines, (5, "last", group_id)]])
    assert [one.summary for one in await repository.of_incident(scene.home, 5)] == ["first", "told", "last"]
    assert [one.summary for one in await repository.of_incident(scene.home, 5, limit=2)] == ["first", "told"]


async def test_another_workspace_sees_no_decisions(scene: Scene) -> None:
    group_id, repository = await group_of(scene, 5), DecisionRepository(scene.connection)
    await repository.add_many([line(scene, 5, "mine"), line(scene, 0, "ours", group_id)])
    assert await repository.of_incident(scene.elsewhere, 5) == []


async def test_ten_thousand_are_written_at_once(scene: Scene) -> None:
    repository = DecisionRepository(scene.connection)
    await repository.add_many([line(scene, number, "one of many") for number in range(1, 10_001)])
    assert len(await repository.of_incident(scene.home, 10_000)) == 1
