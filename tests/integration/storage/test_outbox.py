"""The outbox: once by its key, leased by one, back when the lease runs out."""

import asyncio

from tests.integration.storage.scene import T0, Scene
from tocsin.core.records import OutboxRecord, OutboxTopic
from tocsin.storage.database import Database
from tocsin.storage.outbox import OutboxRepository


def record(key: str, at: int = T0) -> OutboxRecord:
    return OutboxRecord(1, OutboxTopic.TRANSITION, key, {"monitor": 7, "why": None}, at)


async def test_a_leased_record_comes_back_as_it_went_in(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("a")])
    [leased] = await outbox.lease("me", T0)
    assert (leased.record, leased.attempts) == (record("a"), 1)


async def test_a_known_key_changes_nothing(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("a"), record("a")])
    await outbox.add_many([record("a", T0 + 5)])
    assert await outbox.pending() == (1, T0)


async def test_what_is_leased_is_passed_over_until_the_lease_runs_out(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("a")])
    await outbox.lease("me", T0, lease_ms=1000)
    assert await outbox.lease("you", T0 + 999) == []
    [again] = await outbox.lease("you", T0 + 1000)
    assert again.attempts == 2


async def test_only_the_holder_completes(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("a"), record("b")])
    ids = [leased.id for leased in await outbox.lease("me", T0)]
    assert await outbox.complete("you", ids, T0) == 0
    assert await outbox.complete("me", ids, T0) == 2
    assert await outbox.pending() == (0, None)


async def test_a_postponed_record_waits_for_its_time(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("a")])
    [leased] = await outbox.lease("me", T0)
    await outbox.postpone("me", leased.id, T0 + 500, "no answer")
    assert await outbox.lease("me", T0 + 499) == []
    assert len(await outbox.lease("me", T0 + 500)) == 1


async def test_the_oldest_come_first(scene: Scene) -> None:
    outbox = OutboxRepository(scene.connection)
    await outbox.add_many([record("late", T0 + 5), record("early", T0)])
    [leased] = await outbox.lease("me", T0 + 9, limit=1)
    assert leased.record.dedup_key == "early"


async def test_two_consumers_never_hold_the_same_record(database: Database) -> None:
    async with database.write() as connection:
        await Scene.begin(connection)
        await OutboxRepository(connection).add_many([record(str(number)) for number in range(40)])

    async def take(owner: str) -> list[int]:
        async with database.write() as connection:
            return [one.id for one in await OutboxRepository(connection).lease(owner, T0, limit=10)]

    taken = await asyncio.gather(*(take(str(owner)) for owner in range(4)))
    assert sorted(number for some in taken for number in some) == sorted({n for some in taken for n in some})
    assert [len(some) for some in taken] == [10, 10, 10, 10]
