"""What alerting makes of incidents: held, woken, and looked at when it is time."""

import msgspec
import pytest

from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.concern import Concern
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.workspaces import WorkspaceRepository


def held(scene: Scene, incident_id: int, by: str = "silence:7", look_at: int | None = T0) -> StoredAlert:
    return StoredAlert(
        incident_id=incident_id,
        workspace_id=scene.home,
        monitor_id=incident_id,
        concern=Concern.DOWN,
        status=AlertStatus.HELD,
        held_by=by,
        look_at=look_at,
        updated_at=T0,
    )


def told(one: StoredAlert) -> StoredAlert:
    return msgspec.structs.replace(
        one, status=AlertStatus.TOLD, concern=Concern.LATE, held_by=None, look_at=None, updated_at=T0 + 9
    )


async def test_an_alert_comes_back_as_it_went_in(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    await repository.upsert_many([held(scene, 2), told(held(scene, 1))])
    assert await repository.of_incidents([1, 2, 3]) == {1: told(held(scene, 1)), 2: held(scene, 2)}


async def test_what_is_decided_anew_replaces_what_was(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    await repository.upsert_many([held(scene, 1)])
    await repository.upsert_many([told(held(scene, 1))])
    assert await repository.of_incidents([1]) == {1: told(held(scene, 1))}


async def test_the_longest_due_come_first(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    moments = {1: T0 + 2, 2: T0, 3: T0 + 3, 4: T0 + 1, 5: None}
    await repository.upsert_many([held(scene, number, look_at=at) for number, at in moments.items()])
    assert [one.incident_id for one in await repository.due(T0 + 2)] == [2, 4, 1]
    assert [one.incident_id for one in await repository.due(T0 + 2, limit=2)] == [2, 4]


async def test_what_is_due_in_a_deleted_workspace_waits(scene: Scene) -> None:
    repository, workspaces = AlertRepository(scene.connection), WorkspaceRepository(scene.connection)
    await repository.upsert_many([held(scene, 1)])
    await workspaces.delete(scene.home, T0)
    assert await repository.due(T0) == []
    await workspaces.restore(scene.home)
    assert [one.incident_id for one in await repository.due(T0)] == [1]


@pytest.mark.parametrize(("look_at", "then"), [(None, T0), (T0 - 5, T0 - 5), (T0 + 5, T0)])
async def test_waking_makes_it_earlier_and_never_later(scene: Scene, look_at: int | None, then: int) -> None:
    repository = AlertRepository(scene.connection)
    await repository.upsert_many([held(scene, 1, look_at=look_at)])
    assert await repository.wake(["monitor:3", "silence:7"], T0) == 1
    assert (await repository.of_incidents([1]))[1].look_at == then


async def test_what_something_else_holds_is_not_woken(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    await repository.upsert_many([held(scene, 1, "silence:77", None), told(held(scene, 2))])
    assert await repository.wake(["silence:7"], T0) == 0
    assert await repository.due(T0) == []


async def test_held_ones_are_counted_in_their_workspace(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    await repository.upsert_many([held(scene, 1), held(scene, 2), told(held(scene, 3))])
    assert (await repository.held(scene.home), await repository.held(scene.elsewhere)) == (2, 0)


async def test_ten_thousand_are_written_found_and_woken_at_once(scene: Scene) -> None:
    repository = AlertRepository(scene.connection)
    alerts = [held(scene, number, look_at=None) for number in range(1, 10_001)]
    await repository.upsert_many(alerts)
    assert await repository.wake(["silence:7"], T0) == 10_000
    assert len(await repository.of_incidents([one.incident_id for one in alerts])) == 10_000
    assert len(await repository.due(T0, limit=20_000)) == 10_000
