"""Every attempt, with what the far side answered."""

import msgspec
import pytest

from tests.integration.storage.scene import T0, Scene
from tests.integration.storage.test_notifications import new
from tocsin.storage.deliveries import (
    DeliveryFilter,
    DeliveryOutcome,
    DeliveryRepository,
    NewDelivery,
    StoredDelivery,
)
from tocsin.storage.notifications import NotificationRepository


@pytest.fixture(autouse=True)
async def notified(scene: Scene) -> None:
    """Notifications 1 and 2."""
    await NotificationRepository(scene.connection).add_many([new(scene.home, "a"), new(scene.home, "b")])


async def tried(scene: Scene, **fields: object) -> NewDelivery:
    known = {
        "workspace_id": scene.home,
        "notification_id": 1,
        "channel_id": 3,
        "at": T0,
        "took_ms": 12,
        "outcome": DeliveryOutcome.SENT,
        "status": 200,
        "answer": "ok",
    }
    one = msgspec.convert({**known, **fields}, NewDelivery)
    await DeliveryRepository(scene.connection).add(one)
    return one


async def test_a_delivery_comes_back_as_it_went_in(scene: Scene) -> None:
    one = await tried(scene)
    [found] = (await DeliveryRepository(scene.connection).page(scene.home, DeliveryFilter())).items
    assert found == StoredDelivery(**msgspec.structs.asdict(one), id=1)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (DeliveryFilter(), [3, 2, 1]),
        (DeliveryFilter(channel_id=4), [3]),
        (DeliveryFilter(notification_id=1), [2, 1]),
        (DeliveryFilter(outcome=DeliveryOutcome.TEMPORARY), [1]),
        (DeliveryFilter(notification_id=2, outcome=DeliveryOutcome.SENT), []),
    ],
)
async def test_deliveries_are_filtered(scene: Scene, where: DeliveryFilter, expected: list[int]) -> None:
    await tried(scene, outcome=DeliveryOutcome.TEMPORARY)
    await tried(scene)
    await tried(scene, channel_id=4, notification_id=2, outcome=DeliveryOutcome.PERMANENT)
    page = await DeliveryRepository(scene.connection).page(scene.home, where)
    assert [one.id for one in page.items] == expected


async def test_pages_run_newest_first(scene: Scene) -> None:
    for _ in range(3):
        await tried(scene)
    repository = DeliveryRepository(scene.connection)
    first = await repository.page(scene.home, DeliveryFilter(), limit=2)
    rest = await repository.page(scene.home, DeliveryFilter(), limit=2, cursor=first.next_cursor)
    assert [one.id for one in first.items + rest.items] == [3, 2, 1]


async def test_another_workspace_sees_no_deliveries(scene: Scene) -> None:
    await tried(scene)
    assert (await DeliveryRepository(scene.connection).page(scene.elsewhere, DeliveryFilter())).items == []
