"""Numbers that are remembered elsewhere are never given to another: who hears of the old one would hear of the new."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, delete, insert, select

from tests.integration.storage.derived import live
from tests.integration.storage.scene import Scene
from tests.integration.storage.test_migrations import down_to
from tests.integration.storage.test_workspace_purge import row_of
from tocsin.storage.database import Database
from tocsin.storage.tables import (
    account,
    alert_group,
    channel,
    incident,
    incident_event,
    monitor,
    notification,
    policy,
    rotation,
    rule,
    silence,
    transition,
)

REMEMBERED = (account, alert_group, channel, incident, monitor, notification, policy, rotation, rule, silence)


@pytest.mark.parametrize("table", [*REMEMBERED, transition], ids=lambda table: str(table.name))
async def test_what_is_deleted_leaves_its_number_to_nobody(scene: Scene, table: Table) -> None:
    connection = scene.connection
    # Of its own name and handle, so that nothing is in the way.
    row = row_of(table, 99, {"workspace_id": scene.home})
    made = insert(table).values(row).returning(table.c.id)
    first = (await connection.execute(made)).scalar_one()
    await connection.execute(delete(table).where(table.c.id == first))
    assert (await connection.execute(made)).scalar_one() > first


async def test_what_was_there_before_keeps_its_number_and_its_timeline(database: Database) -> None:
    lived = await live(database)
    async with database.write() as connection:
        of_one = row_of(incident, 7, {"workspace_id": lived.home, "rule_id": 0})
        number = (await connection.execute(insert(incident).values(of_one).returning(incident.c.id))).scalar_one()
        await connection.execute(insert(incident_event).values(row_of(incident_event, 7, {"incident_id": number})))
    await down_to(database, "0003")
    before = await numbers(database)
    await database.migrate()
    assert await numbers(database) == before
    assert number in before[0]


async def numbers(database: Database) -> list[list[int]]:
    columns = (incident.c.id, incident_event.c.incident_id, transition.c.id)
    async with database.read() as connection:
        return [[*(await connection.execute(select(one).order_by(one))).scalars()] for one in columns]
