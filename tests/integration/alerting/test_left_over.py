"""What cannot be decided upon, or has nothing to be decided any more, keeps nothing else from being told."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import update

from tests.integration.alerting.stage import MINUTE, Stage, hours
from tocsin.core.alerting.concern import Concern
from tocsin.core.alerting.match import Match
from tocsin.core.alerting.policy import QuietHours
from tocsin.core.errors import Unavailable
from tocsin.storage.alerts import AlertRepository, AlertStatus, StoredAlert
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.tables import policy

NOWHERE = msgspec.structs.replace(hours(1, 2), time_zone="Europe/Atlantis")
"""A zone that there was when it was chosen."""


async def due(stage: Stage, incident_id: int) -> None:
    async with stage.database.write() as connection:
        alerts = AlertRepository(connection)
        known = (await alerts.of_incidents([incident_id])).get(incident_id)
        alert = known or StoredAlert(
            incident_id=incident_id,
            workspace_id=stage.workspace_id,
            monitor_id=1,
            concern=Concern.DOWN,
            status=AlertStatus.HELD,
            held_by="silence:7",
            look_at=None,
            updated_at=0,
        )
        await alerts.upsert_many([msgspec.structs.replace(alert, look_at=stage.clock.now_ms())])


async def test_an_alert_whose_incident_is_gone_is_looked_at_once(stage: Stage) -> None:
    await due(stage, 4711)
    assert [await stage.alerting.turn(), await stage.alerting.turn()] == [True, False]


async def test_an_alert_that_is_told_already_is_looked_at_once(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    monitor = await stage.monitor()
    await stage.fails(monitor)
    await stage.now()
    await due(stage, await stage.incident(monitor))
    assert [await stage.alerting.turn(), await stage.alerting.turn()] == [True, False]
    assert stage.told() == [(0, "ops", "problem")]


async def told_by_one_by_one(stage: Stage) -> list[tuple[float, str, str]]:
    """As the loop does it when a turn has failed."""
    with pytest.raises(Exception, match=r"Atlantis|Expected `object`"):
        await stage.alerting.turn()
    await stage.alerting.one_by_one()
    await stage.alerting.deliveries.drain()
    return stage.told()


async def test_a_group_that_cannot_be_escalated_stops_no_other(stage: Stage) -> None:
    await stage.policy((0, "ops"))
    await stage.policy((0, "lost"), match=Match(names=("lost",)), quiet_hours=QuietHours(NOWHERE, frozenset()))
    await stage.fails(*await stage.monitors(["lost", "web"]))
    assert await told_by_one_by_one(stage) == [(0, "ops", "problem")]
    # It has been put off, and is in nobody's way.
    await stage.alerting.turn()


async def test_a_held_alert_that_cannot_be_decided_stops_no_other(stage: Stage) -> None:
    elsewhere = await Stage.beside(stage)
    for one in (elsewhere, stage):
        await one.policy((0, "ops"))
        await one.silence(0, 10)
        await one.fails(await one.monitor())
    await stage.now()
    async with stage.database.write() as connection:
        of_them = policy.c.workspace_id == elsewhere.workspace_id
        await connection.execute(update(policy).where(of_them).values(document=b'"Atlantis"'))
    stage.sleeps(10)
    assert await told_by_one_by_one(stage) == [(10, "ops", "problem")]
    await stage.alerting.turn()


async def test_a_database_that_is_away_uses_up_no_attempts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*args: object, **named: object) -> None:
        raise Unavailable("The database does not answer.")

    await stage.policy((0, "ops"))
    await stage.fails(await stage.monitor())
    with monkeypatch.context() as patched:
        patched.setattr("tocsin.alerting.intake.decide", away)
        for _ in range(20):
            with pytest.raises(Unavailable):
                await stage.alerting.one_by_one()
            stage.clock.advance(10 * MINUTE)
    async with stage.database.read() as connection:
        assert (await OutboxRepository(connection).pending())[0] == 1
    await stage.now()
    assert [what for _, _, what in stage.told()] == ["problem"]
