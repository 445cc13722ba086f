"""Daily partitions on PostgreSQL."""

import pytest
from sqlalchemy import text

from tests.integration.storage.scene import DAY, MIDNIGHT, Scene, seen
from tocsin.storage.database import Database
from tocsin.storage.partitions import drop_before, is_hypertable, is_partitioned, make_ahead, make_partitions


@pytest.fixture
def dialect() -> str:
    return "postgresql"


async def rows_in(database: Database, table: str) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_what_waits_in_the_default_partition_moves_to_its_day(database: Database) -> None:
    async with database.write() as connection:
        await (await Scene.begin(connection)).store(seen(1, MIDNIGHT + 5), seen(1, MIDNIGHT + DAY))
        await make_partitions(connection, MIDNIGHT, MIDNIGHT)
    found = [await rows_in(database, name) for name in ("result_d20251009", "result_default", "result")]
    assert found == [1, 1, 2]


async def test_partitions_are_made_once(database: Database) -> None:
    async with database.write() as connection:
        await make_ahead(connection, MIDNIGHT)
        await make_ahead(connection, MIDNIGHT)
        await (await Scene.begin(connection)).store(seen(1, MIDNIGHT + 2 * DAY))
    assert await rows_in(database, "result_d20251011") == 1


async def test_the_oldest_partition_is_dropped_first(database: Database) -> None:
    async with database.write() as connection:
        await make_partitions(connection, MIDNIGHT, MIDNIGHT + DAY)
        await (await Scene.begin(connection)).store(seen(1, MIDNIGHT), seen(1, MIDNIGHT + DAY))
        assert await drop_before(connection, MIDNIGHT + 2 * DAY)
    assert await rows_in(database, "result") == 1


async def test_a_day_that_is_not_over_stays(database: Database) -> None:
    async with database.write() as connection:
        await make_partitions(connection, MIDNIGHT, MIDNIGHT)
        assert not await drop_before(connection, MIDNIGHT + DAY - 1)


async def test_without_timescale_the_partitions_are_native(database: Database) -> None:
    async with database.read() as connection:
        assert await is_partitioned(connection)
        assert not await is_hypertable(connection)
