"""Old data goes level by level; what is young stays, and so does what others still need."""

import shutil
from pathlib import Path

from sqlalchemy import Table, func, insert, select, text

from tests.integration.storage.derived import NOW, Lived
from tests.integration.storage.scene import DAY, HOUR, MIDNIGHT, T0, Scene, seen
from tocsin.core.records import IncidentEvent, IncidentEventType, IncidentOpened, OutboxRecord, OutboxTopic
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage import retention
from tocsin.storage.database import Database
from tocsin.storage.evidence import EvidenceRepository
from tocsin.storage.idempotency import IdempotencyRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.meta import MetaRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.partitions import make_partitions
from tocsin.storage.retention import Ages
from tocsin.storage.tables import (
    evidence,
    idempotency_key,
    incident_event,
    metadata,
    monitor,
    monitor_tag,
    outbox,
    result,
    rollup,
)
from tocsin.storage.watermarks import Watermarks, watermarks


async def sweep(database: Database, now: int, ages: Ages | None = None) -> None:
    while await retention.step(database, ages or Ages(), now):
        pass


async def count(database: Database, table: Table) -> int:
    async with database.read() as connection:
        found: int = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        return found


async def marks_of(database: Database) -> Watermarks:
    async with database.read() as connection:
        return await watermarks(connection)


async def oldest(database: Database) -> int:
    async with database.read() as connection:
        found: int = (await connection.execute(select(func.min(result.c.scheduled_at)))).scalar_one()
        return found


async def test_raw_results_go_by_age(lived: Lived) -> None:
    await sweep(lived.database, NOW, Ages(raw=2))
    assert await oldest(lived.database) >= NOW - 3 * DAY
    assert await oldest(lived.database) == (await marks_of(lived.database)).raw_since


async def test_results_in_daily_partitions_go_too(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await make_partitions(connection, MIDNIGHT, NOW)
    before = await count(lived.database, result)
    await sweep(lived.database, NOW, Ages(raw=2))
    assert await oldest(lived.database) == (await marks_of(lived.database)).raw_since
    assert 0 < await count(lived.database, result) < before


async def test_nothing_goes_that_is_young_enough(lived: Lived) -> None:
    before = [await count(lived.database, table) for table in (result, rollup)]
    await sweep(lived.database, NOW)
    assert [await count(lived.database, table) for table in (result, rollup)] == before


async def test_hours_go_and_days_stay(lived: Lived) -> None:
    await sweep(lived.database, NOW, Ages(hour=1))
    async with lived.database.read() as connection:
        levels = await connection.execute(select(rollup.c.level, func.min(rollup.c.start)).group_by(rollup.c.level))
        assert {row[0]: row[1] for row in levels} == {0: MIDNIGHT + 2 * DAY, 1: MIDNIGHT}
    assert (await marks_of(lived.database)).hours_since == MIDNIGHT + 2 * DAY


async def test_days_go_at_last(lived: Lived) -> None:
    await sweep(lived.database, NOW, Ages(hour=0, day=1))
    assert await count(lived.database, rollup) == 1 + 6


async def test_a_second_round_follows_when_time_has_passed(lived: Lived) -> None:
    await sweep(lived.database, NOW, Ages(hour=2))
    await sweep(lived.database, NOW + DAY, Ages(hour=2))
    assert (await marks_of(lived.database)).hours_since == MIDNIGHT + 2 * DAY


async def test_evidence_goes_by_its_own_age(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        one = await scene.monitor()
        old, young = seen(one.id, T0, message="old"), seen(one.id, T0 + 10 * DAY, message="young")
        await EvidenceRepository(connection).add_many([old, young], scene.regions)
    await sweep(database, T0 + 11 * DAY, Ages(evidence=5))
    assert await count(database, evidence) == 1


async def test_only_done_outbox_records_go(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        records = [OutboxRecord(scene.home, OutboxTopic.TRANSITION, key, {}, T0) for key in ("done", "pending")]
        repository = OutboxRepository(connection)
        await repository.add_many(records)
        [leased] = await repository.lease("me", T0, limit=1)
        await repository.complete("me", [leased.id], T0)
    await sweep(database, T0 + 30 * DAY)
    assert await count(database, outbox) == 1


async def test_idempotency_keys_go_after_a_day(database: Database) -> None:
    async with database.write() as connection:
        repository = IdempotencyRepository(connection)
        await repository.begin(1, "old", b"", T0)
        await repository.begin(1, "young", b"", T0 + DAY)
    await sweep(database, T0 + DAY + HOUR)
    assert await count(database, idempotency_key) == 1


async def test_a_deleted_monitor_leaves_nothing_in_the_end(lived: Lived) -> None:
    async with lived.database.write() as connection:
        incidents = IncidentRepository(connection)
        opened = IncidentOpened(lived.home, lived.monitor, T0, Verdict.DOWN, Reason.CONFIRMED_FAILURE, "x")
        [number] = await incidents.open_many([opened])
        await incidents.add_events([IncidentEvent(number, T0, IncidentEventType.OPENED, "x")])
        await connection.execute(insert(monitor_tag).values(monitor_id=lived.monitor, tag="t"))
        await MonitorRepository(connection).delete(lived.home, [lived.monitor], NOW)
    await sweep(lived.database, NOW + 8 * DAY)
    by_monitor = [table for table in metadata.sorted_tables if "monitor_id" in table.c]
    assert {await count(lived.database, table) for table in (monitor, incident_event, *by_monitor)} == {0}


async def test_a_monitor_deleted_lately_is_kept(lived: Lived) -> None:
    async with lived.database.write() as connection:
        await MonitorRepository(connection).delete(lived.home, [lived.monitor], NOW)
    await sweep(lived.database, NOW + 6 * DAY)
    assert await count(lived.database, monitor) == 1


async def test_much_free_space_goes_back_to_the_disk(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "tocsin.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'tocsin.db'}")
    async with database.write() as connection:
        await MetaRepository(connection).set("ballast", "x" * 20_000_000)
    async with database.write() as connection:
        await MetaRepository(connection).delete("ballast")
    await sweep(database, NOW)
    async with database.read() as connection:
        assert int((await connection.execute(text("PRAGMA page_count"))).scalar_one()) < 4_500
    await database.close()
