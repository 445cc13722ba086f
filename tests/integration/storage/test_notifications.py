"""What is to be said: once by its key, leased by one, a problem before its recovery."""

import msgspec
import pytest

from tests.integration.storage.at_once import at_once
from tests.integration.storage.scene import T0, Scene
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.alerting.group import Group
from tocsin.core.errors import NotFound
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.deliveries import DeliveryOutcome, DeliveryRepository, NewDelivery
from tocsin.storage.leasable import BY_MAIL, Room
from tocsin.storage.notifications import (
    NewNotification,
    NotificationFilter,
    NotificationRepository,
    NotificationStatus,
    StoredNotification,
    Told,
)
from tocsin.storage.workspaces import WorkspaceRepository

SENT, FAILED, DROPPED = NotificationStatus.SENT, NotificationStatus.FAILED, NotificationStatus.DROPPED
TOLD_BY = (Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE)


def new(workspace_id: int, key: str = "a", **fields: object) -> NewNotification:
    known = {
        "workspace_id": workspace_id,
        "group_id": 1,
        "channel_id": 3,
        "user_id": None,
        "destination": "ops",
        "purpose": Purpose.PROBLEM,
        "dedup_key": key,
        "announcement": Announcement(purpose=Purpose.PROBLEM, severity=Severity.CRITICAL, thread="t", at=T0, total=2),
        "created_at": T0,
        "available_at": T0,
    }
    return msgspec.convert({**known, **fields}, NewNotification)


class Desk:
    """One workspace's notifications, and whoever says them."""

    def __init__(self, connection: Connection, workspace_id: int) -> None:
        self.repository = NotificationRepository(connection)
        self.workspace_id = workspace_id

    async def add(self, key: str, **fields: object) -> int:
        [number] = await self.repository.add_many([new(self.workspace_id, key, **fields)])
        return number

    async def lease(self, now: int = T0, **options: object) -> list[str]:
        return [one.dedup_key for one in await self.repository.lease("me", now, **options)]  # type: ignore[arg-type]

    async def said(self, key: str, status: NotificationStatus = SENT, **fields: object) -> int:
        """Added, leased and finished."""
        number = await self.add(key, **fields)
        await self.repository.lease("me", T0)
        assert await self.repository.finish("me", number, status, T0, None)
        return number

    async def note(self, number: int, outcome: DeliveryOutcome, status: int | None) -> None:
        """How an attempt has ended."""
        one = NewDelivery(
            workspace_id=self.workspace_id,
            notification_id=number,
            channel_id=3,
            at=T0,
            took_ms=5,
            outcome=outcome,
            status=status,
            answer="",
        )
        await DeliveryRepository(self.repository.connection).add(one)

    async def get(self, number: int) -> StoredNotification:
        return await self.repository.get(self.workspace_id, number)

    async def keys(self, **where: object) -> list[str]:
        page = await self.repository.page(self.workspace_id, msgspec.convert(where, NotificationFilter))
        return [one.dedup_key for one in page.items]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    return Desk(scene.connection, scene.home)


async def test_a_notification_comes_back_as_it_went_in(desk: Desk) -> None:
    given = new(desk.workspace_id, "a", channel_id=None, user_id=5, fallback_of=4)
    [number] = await desk.repository.add_many([given])
    found = await desk.get(number)
    assert {name: getattr(found, name) for name in given.__struct_fields__} == msgspec.structs.asdict(given)
    assert (found.status, found.attempts, found.finished_at, found.last_error) == ("pending", 0, None, None)


async def test_a_known_key_changes_nothing(desk: Desk) -> None:
    number = await desk.said("a")
    one, two = new(desk.workspace_id, "a"), new(desk.workspace_id, "b")
    assert await desk.repository.add_many([one, two, one]) == [(await desk.repository.lease("me", T0))[0].id]
    assert (await desk.get(number)).status == SENT


async def test_what_is_leased_is_passed_over_until_the_lease_runs_out(desk: Desk) -> None:
    await desk.add("a")
    assert await desk.lease(lease_ms=1000) == ["a"]
    assert not await desk.repository.has_available(T0 + 999)
    assert await desk.lease(T0 + 999) == []
    assert await desk.repository.has_available(T0 + 1000)
    [again] = await desk.repository.lease("you", T0 + 1000)
    assert again.attempts == 2


async def test_each_is_leased_by_one(database: Database) -> None:
    async with database.write() as connection:
        home = (await Scene.begin(connection)).home
        await NotificationRepository(connection).add_many([new(home, f"{one}", group_id=one) for one in range(9)])
    leased: list[int] = []

    async def lease(connection: Connection) -> None:
        leased.extend(one.id for one in await NotificationRepository(connection).lease("any", T0, limit=3))

    await at_once(database, lease, lease, lease)
    assert sorted(leased) == list(range(1, 10))


async def test_the_oldest_come_first_and_none_before_its_time(desk: Desk) -> None:
    for key, at in (("later", T0 + 9), ("second", T0), ("first", T0 - 5), ("third", T0)):
        await desk.add(key, group_id=None, available_at=at)
    assert await desk.lease(limit=2) == ["second", "first"]
    assert await desk.lease() == ["third"]


async def test_a_recovery_waits_until_the_problem_was_said(desk: Desk) -> None:
    problem = await desk.add("problem")
    await desk.add("recovery", purpose=Purpose.RECOVERY)
    assert await desk.lease() == ["problem"]
    await desk.repository.postpone("me", problem, T0 + 500, "no answer")
    assert await desk.lease(T0 + 1) == []
    assert await desk.lease(T0 + 500) == ["problem"]
    await desk.repository.finish("me", problem, SENT, T0 + 501, None)
    assert await desk.lease(T0 + 501) == ["recovery"]


@pytest.mark.parametrize("other", [{"group_id": 2}, {"channel_id": 4}, {"channel_id": None, "user_id": 3}])
async def test_another_group_and_another_destination_wait_for_nothing(desk: Desk, other: dict[str, object]) -> None:
    await desk.add("a")
    await desk.add("b", **other)
    assert await desk.lease() == ["a", "b"]


async def test_notices_wait_for_nothing(desk: Desk) -> None:
    for key in ("a", "b"):
        await desk.add(key, group_id=None, purpose=Purpose.NOTICE)
    assert await desk.lease() == ["a", "b"]


async def test_what_was_only_made_for_later_holds_nothing_up(desk: Desk) -> None:
    await desk.add("refresh", purpose=Purpose.REFRESH, available_at=T0 + 500)
    await desk.add("reminder", purpose=Purpose.REMINDER)
    assert await desk.lease() == ["reminder"]


ROOM = Room(a_channel=2, by_mail=3, a_workspace=4)


async def test_channels_without_room_are_left_out(desk: Desk) -> None:
    await desk.add("a")
    await desk.add("b", channel_id=4)
    await desk.add("c", channel_id=None, user_id=3)
    assert await desk.lease(room=msgspec.structs.replace(ROOM, channels={3: 2, BY_MAIL: 2})) == ["b", "c"]


async def test_a_channel_gets_the_oldest_that_it_has_room_for(desk: Desk) -> None:
    for number in range(5):
        await desk.add(f"{number}", group_id=number, available_at=T0 - number)
    assert await desk.lease(room=msgspec.structs.replace(ROOM, channels={3: 1})) == ["4"]
    assert await desk.lease(room=ROOM) == ["2", "3"]


async def test_mails_share_what_room_there_is(desk: Desk) -> None:
    for number in range(5):
        await desk.add(f"{number}", channel_id=None, user_id=number)
    assert await desk.lease(room=ROOM) == ["0", "1", "2"]


async def test_what_a_channel_has_no_room_for_takes_none_of_its_workspace(desk: Desk) -> None:
    for number in range(9):
        await desk.add(f"{number}", group_id=number, channel_id=1 + number // 3)
    assert await desk.lease(room=ROOM) == ["0", "1", "3", "4"]


async def test_a_workspace_with_much_to_tell_leaves_room_for_others(scene: Scene, desk: Desk) -> None:
    for number in range(9):
        await desk.add(f"{number}", channel_id=number)
    elsewhere = Desk(scene.connection, scene.elsewhere)
    await elsewhere.add("other", channel_id=99)
    busy = msgspec.structs.replace(ROOM, workspaces={scene.home: 3})
    assert await desk.lease(room=busy) == ["0", "other"]


async def test_what_is_to_be_told_of_a_deleted_workspace_waits(scene: Scene, desk: Desk) -> None:
    await desk.add("a")
    await WorkspaceRepository(scene.connection).delete(scene.home, T0)
    assert (await desk.lease(), await desk.repository.pending()) == ([], (0, None))
    await WorkspaceRepository(scene.connection).restore(scene.home)
    assert await desk.lease() == ["a"]


async def test_only_the_holder_says_what_has_become_of_it(desk: Desk) -> None:
    number = await desk.add("a")
    await desk.lease()
    assert not await desk.repository.finish("you", number, SENT, T0 + 5, None)
    assert not await desk.repository.postpone("you", number, T0 + 5, "no answer")
    assert await desk.repository.finish("me", number, FAILED, T0 + 5, "refused")
    found = await desk.get(number)
    assert (found.status, found.finished_at, found.available_at, found.last_error) == (FAILED, T0 + 5, None, "refused")
    assert not await desk.repository.postpone("me", number, T0 + 5, "no answer")


async def test_pending_ones_are_counted_with_their_age(desk: Desk) -> None:
    assert await desk.repository.pending() == (0, None)
    await desk.said("done", created_at=T0 - 9)
    await desk.add("a", created_at=T0 + 5)
    await desk.add("b", created_at=T0 + 7, available_at=T0 + 99)
    assert await desk.repository.pending() == (2, T0 + 5)


async def test_what_is_being_said_is_not_dropped(desk: Desk) -> None:
    under_way = await desk.add("under way")
    await desk.lease(lease_ms=1000)
    waiting, elsewhere = await desk.add("waiting"), await desk.add("another group's", group_id=2)
    assert await desk.repository.drop_pending([1], T0 + 5) == 1
    statuses = [(await desk.get(number)).status for number in (under_way, waiting, elsewhere)]
    assert statuses == ["pending", "dropped", "pending"]


async def test_some_purposes_are_dropped_alone(desk: Desk) -> None:
    await desk.add("problem")
    await desk.add("reminder", purpose=Purpose.REMINDER)
    assert await desk.repository.drop_pending([1], T0, purposes=[Purpose.REMINDER, Purpose.REFRESH]) == 1
    assert await desk.keys(status=DROPPED) == ["reminder"]
    assert await desk.repository.drop_pending([1], T0, purposes=[]) == 0


@pytest.mark.parametrize("purpose", Purpose)
async def test_who_heard_of_a_problem_was_told(desk: Desk, purpose: Purpose) -> None:
    number = await desk.said("a", purpose=purpose)
    assert await desk.repository.told(1) == ([Told(3, None, "ops")] if purpose in TOLD_BY else [])
    assert await desk.repository.was_told(await desk.get(number)) == (purpose in TOLD_BY)


async def test_who_has_refused_it_was_not_told(desk: Desk) -> None:
    number = await desk.said("a", FAILED)
    await desk.note(number, DeliveryOutcome.TEMPORARY, 503)
    assert await desk.repository.told(1, perhaps=True) == []
    assert not await desk.repository.was_told(await desk.get(number))


async def test_who_has_not_answered_may_have_been_told(desk: Desk) -> None:
    number = await desk.said("a", FAILED)
    await desk.note(number, DeliveryOutcome.TEMPORARY, None)
    assert await desk.repository.told(1) == []
    assert await desk.repository.told(1, perhaps=True) == [Told(3, None, "ops")]
    assert await desk.repository.was_told(await desk.get(number))


async def test_who_was_being_told_when_the_process_died_may_have_been_told(desk: Desk) -> None:
    number = await desk.add("a")
    await desk.lease()
    await desk.repository.drop_pending([1], T0 + 3_600_000)
    assert await desk.repository.told(1, perhaps=True) == [Told(3, None, "ops")]
    assert await desk.repository.was_told(await desk.get(number))


async def test_of_what_is_dropped_nobody_was_told(desk: Desk) -> None:
    number = await desk.said("a", DROPPED)
    assert await desk.repository.told(1, perhaps=True) == []
    assert not await desk.repository.was_told(await desk.get(number))


async def test_who_is_to_be_told_counts_as_told_and_has_not_heard_yet(desk: Desk) -> None:
    number = await desk.add("a")
    assert await desk.repository.told(1) == [Told(3, None, "ops")]
    assert not await desk.repository.was_told(await desk.get(number))


async def test_every_destination_is_told_of_once_under_its_newest_name(desk: Desk) -> None:
    await desk.said("a")
    await desk.said("b", destination="ops, renamed")
    await desk.said("c", channel_id=None, user_id=3, destination="ada@example.com")
    await desk.said("d", group_id=2, channel_id=9)
    assert await desk.repository.told(1) == [Told(3, None, "ops, renamed"), Told(None, 3, "ada@example.com")]


async def test_what_another_destination_heard_is_not_what_this_one_heard(desk: Desk) -> None:
    await desk.said("a")
    for other in ({"channel_id": 4}, {"channel_id": None, "user_id": 3}, {"group_id": 2}, {"group_id": None}):
        number = await desk.add(f"{other}", purpose=Purpose.RECOVERY, **other)
        assert not await desk.repository.was_told(await desk.get(number))


async def test_notifications_are_filtered(scene: Scene, desk: Desk) -> None:
    await desk.said("sent")
    await desk.add("other channel", channel_id=4)
    await desk.add("other group", group_id=2)
    assert await desk.keys() == ["other group", "other channel", "sent"]
    assert await desk.keys(channel_id=3) == ["other group", "sent"]
    assert await desk.keys(status=SENT) == ["sent"]
    assert await desk.keys(channel_id=4, status=SENT) == []
    await desk.add("again", purpose=Purpose.REFRESH)
    assert await desk.keys(without=[Purpose.REFRESH], channel_id=3) == ["other group", "sent"]


async def test_notifications_of_an_incident_are_those_of_its_groups(scene: Scene, desk: Desk) -> None:
    state = {"workspace_id": scene.home, "policy_id": 1, "opened_at": T0, "joined_at": T0, "state": {}, "id": 0}
    groups = AlertGroupRepository(scene.connection)
    group = msgspec.convert({**state, "next_at": None, "closed_at": None}, Group)
    one, two, other = await groups.create_many([group] * 3)
    for number, incident_id in ((one, 5), (two, 5), (other, 6)):
        await groups.join(number, [incident_id], T0)
        await desk.add(f"{number}", group_id=number)
    assert await desk.keys(incident_id=5) == [f"{two}", f"{one}"]


async def test_pages_run_newest_first(desk: Desk) -> None:
    for key in "abc":
        await desk.add(key)
    first = await desk.repository.page(desk.workspace_id, NotificationFilter(), limit=2)
    rest = await desk.repository.page(desk.workspace_id, NotificationFilter(), limit=2, cursor=first.next_cursor)
    assert [one.dedup_key for one in first.items + rest.items] == ["c", "b", "a"]


async def test_another_workspace_sees_no_notifications(scene: Scene, desk: Desk) -> None:
    number = await desk.add("a")
    assert (await desk.repository.page(scene.elsewhere, NotificationFilter())).items == []
    with pytest.raises(NotFound):
        await desk.repository.get(scene.elsewhere, number)


async def test_ten_thousand_are_written_and_leased(desk: Desk) -> None:
    many = [new(desk.workspace_id, f"{one}", channel_id=one) for one in range(10_000)]
    assert len(await desk.repository.add_many(many)) == 10_000
    assert len(await desk.repository.lease("me", T0, limit=500)) == 500
    assert await desk.repository.drop_pending([1], T0) == 9_500
