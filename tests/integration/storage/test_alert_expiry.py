"""Who was told what and why is forgotten after a while, but not while it goes on."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.integration.storage.scene import DAY, T0, Scene
from tests.integration.storage.test_notifications import new
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.group import Group, GroupState
from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.storage import retention
from tocsin.storage.alert_groups import AlertGroupRepository
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.database import Database
from tocsin.storage.decisions import DecisionRepository, StoredDecision
from tocsin.storage.notifications import NotificationRepository, NotificationStatus
from tocsin.storage.retention import Ages
from tocsin.storage.tables import alert, alert_group, alert_member, decision, delivery, notification

ALL = (alert, alert_group, alert_member, decision, delivery, notification)


async def sweep(database: Database, now: int) -> None:
    while await retention.step(database, Ages(), now):
        pass


async def counts(database: Database) -> dict[str, int]:
    async with database.read() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in ALL
        }


async def tell(connection: AsyncConnection, workspace_id: int, group_id: int | None) -> None:
    """A notification that was sent at T0 at the second attempt."""
    repository = NotificationRepository(connection)
    [number] = await repository.add_many([new(workspace_id, f"of {group_id}", group_id=group_id)])
    await repository.lease("me", T0)
    await repository.finish("me", number, NotificationStatus.SENT, T0, None)
    tried = {"workspace_id": workspace_id, "notification_id": number, "at": T0, "took_ms": 1, "answer": ""}
    await connection.execute(insert(delivery), [tried | {"outcome": outcome} for outcome in ("temporary", "sent")])


async def alerted(database: Database, *, is_over: bool) -> None:
    """One incident that began at T0, and what became of it."""
    async with database.write() as connection:
        home = (await Scene.begin(connection)).home
        group = Group(
            id=-1,
            workspace_id=home,
            policy_id=1,
            opened_at=T0,
            joined_at=T0,
            next_at=None,
            closed_at=T0 if is_over else None,
            state=GroupState(),
        )
        [group_id] = await AlertGroupRepository(connection).create_many([group])
        await AlertGroupRepository(connection).join(group_id, [5], T0)
        await tell(connection, home, group_id)
        status = AlertStatus.ENDED if is_over else AlertStatus.TOLD
        one = msgspec.convert({**_ALERT, "workspace_id": home, "status": status}, StoredAlert)
        await AlertRepository(connection).upsert_many([one])
        await DecisionRepository(connection).add_many(
            [msgspec.convert({**_LINE, "workspace_id": home}, StoredDecision)]
        )


_ALERT = {
    "incident_id": 5,
    "monitor_id": 1,
    "concern": Concern.DOWN,
    "held_by": None,
    "look_at": None,
    "updated_at": T0,
}
_LINE = {
    "incident_id": 5,
    "group_id": None,
    "at": T0,
    "stage": Stage.ROUTE,
    "outcome": Outcome.PASS,
    "reason": "matches",
    "summary": "",
}


async def test_what_is_over_is_kept_for_ninety_days(database: Database) -> None:
    await alerted(database, is_over=True)
    before = await counts(database)
    await sweep(database, T0 + 89 * DAY)
    assert await counts(database) == before


async def test_what_has_been_over_for_ninety_days_is_forgotten(database: Database) -> None:
    await alerted(database, is_over=True)
    await sweep(database, T0 + 91 * DAY)
    assert set((await counts(database)).values()) == {0}


async def test_of_what_goes_on_only_the_reasons_are_forgotten(database: Database) -> None:
    await alerted(database, is_over=False)
    before = await counts(database)
    await sweep(database, T0 + 91 * DAY)
    assert await counts(database) == before | {"decision": 0}


async def test_what_was_not_old_enough_yesterday_is_forgotten_today(database: Database) -> None:
    await alerted(database, is_over=True)
    for day in (90, 91):
        await sweep(database, T0 + day * DAY)
    assert set((await counts(database)).values()) == {0}


async def test_what_is_still_to_be_said_is_kept(database: Database) -> None:
    async with database.write() as connection:
        home = (await Scene.begin(connection)).home
        await NotificationRepository(connection).add_many([new(home, "waits", group_id=None)])
        await tell(connection, home, None)
    await sweep(database, T0 + 91 * DAY)
    assert (await counts(database))["notification"] == 1
