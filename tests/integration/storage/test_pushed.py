from tests.integration.storage.scene import HOUR, T0, Scene, seen
from tocsin.core.ping import Ping, PushMemory, Signal, StoredPing
from tocsin.storage import pushed
from tocsin.storage.database import Database
from tocsin.storage.pings import PingRepository
from tocsin.storage.push_states import PushRecord, PushStateRepository


def pinged(monitor_id: int, number: int) -> StoredPing:
    return StoredPing(Ping(number, monitor_id, T0 + number, Signal.SUCCESS))


def remembered(monitor_id: int, heard_at: int) -> PushRecord:
    return PushRecord(monitor_id, 1, None, PushMemory(heard_at=heard_at))


async def begun(database: Database) -> tuple[Scene, int]:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        return scene, (await scene.monitor()).id


async def append(database: Database, scene: Scene, monitor_id: int, *numbers: int, now: int = T0) -> bool:
    stored = [pinged(monitor_id, number) for number in numbers]
    told = [seen(monitor_id, one.ping.at) for one in stored]
    record = remembered(monitor_id, stored[-1].ping.at)
    return await pushed.append(database, stored, [record], told, scene.regions, now=now)


async def kept(database: Database, monitor_id: int) -> tuple[set[int], int]:
    """Which pings are stored, and when the newest is remembered to have come."""
    async with database.read() as connection:
        known = await PingRepository(connection).known([pinged(monitor_id, number).ping for number in range(1, 9)])
        records = await PushStateRepository(connection).get_many([monitor_id])
    return known, records[monitor_id].memory.heard_at - T0


async def test_pings_results_and_what_is_remembered_are_stored(database: Database) -> None:
    scene, monitor_id = await begun(database)
    assert await append(database, scene, monitor_id, 1, 2)
    assert await kept(database, monitor_id) == ({1, 2}, 2)
    async with database.write() as connection:
        scene.connection = connection
        assert await scene.store(seen(monitor_id, T0 + 1), seen(monitor_id, T0 + 2)) == []


async def test_what_is_remembered_takes_the_place_of_what_was(database: Database) -> None:
    scene, monitor_id = await begun(database)
    await append(database, scene, monitor_id, 1)
    await append(database, scene, monitor_id, 2)
    assert await kept(database, monitor_id) == ({1, 2}, 2)


async def test_nothing_is_stored_when_one_ping_is_known(database: Database) -> None:
    scene, monitor_id = await begun(database)
    await append(database, scene, monitor_id, 1)
    assert not await append(database, scene, monitor_id, 2, 1, 3)
    assert await kept(database, monitor_id) == ({1}, 1)


async def test_nothing_is_stored_when_one_result_is_known(database: Database) -> None:
    scene, monitor_id = await begun(database)
    await append(database, scene, monitor_id, 1)
    async with database.write() as connection:
        scene.connection = connection
        await scene.store(seen(monitor_id, T0 + 3))
    assert not await append(database, scene, monitor_id, 2, 3)
    assert await kept(database, monitor_id) == ({1}, 1)


async def test_what_belongs_to_an_hour_that_may_be_closed_is_not_stored(database: Database) -> None:
    scene, monitor_id = await begun(database)
    await append(database, scene, monitor_id, 1)
    assert not await append(database, scene, monitor_id, 2, now=T0 + 2 * HOUR)
    assert await kept(database, monitor_id) == ({1}, 1)
