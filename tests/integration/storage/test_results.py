"""Results go in once and come out by monitor, newest first."""

from tests.integration.storage.scene import HOUR, T0, Scene, every, seen
from tocsin.core.errors import ErrorCode
from tocsin.core.result import Phases
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Database
from tocsin.storage.evidence import EvidenceRepository
from tocsin.storage.results import ResultFilter, ResultRepository, append


async def test_a_result_comes_back_as_it_went_in(scene: Scene) -> None:
    monitor = await scene.monitor()
    phases = Phases(dns=1, connect=20_000, tls=300, first_byte=4_000_000, transfer=699)
    await scene.store(seen(monitor.id, T0, Verdict.DEGRADED, latency_us=4_021_000, phases=phases))
    page = await ResultRepository(scene.connection).page(scene.home, monitor.id, ResultFilter())
    stored = page.items[0]
    assert (stored.region, stored.scheduled_at, stored.verdict, stored.code) == ("eu", T0, Verdict.DEGRADED, 200)
    assert (stored.latency_us, stored.phases) == (4_021_000, phases)


async def test_all_of_a_new_batch_is_new(scene: Scene) -> None:
    batch = [seen(monitor_id, T0) for monitor_id in range(1, 50)]
    assert await scene.store(*batch) == batch


async def test_redelivery_of_a_batch_changes_nothing(scene: Scene) -> None:
    batch = [seen(monitor_id, T0) for monitor_id in range(1, 50)]
    await scene.store(*batch)
    assert await scene.store(*batch) == []


async def test_of_a_partly_known_batch_only_the_rest_is_new(scene: Scene) -> None:
    await scene.store(seen(1, T0), seen(2, T0))
    assert await scene.store(seen(2, T0), seen(3, T0)) == [seen(3, T0)]


async def test_the_first_of_two_equal_results_in_a_batch_counts(scene: Scene) -> None:
    first, second = seen(1, T0, Verdict.UP), seen(1, T0, Verdict.DOWN)
    assert await scene.store(first, second, seen(2, T0)) == [first, seen(2, T0)]


async def test_one_time_in_two_regions_is_two_results(scene: Scene) -> None:
    batch = [seen(1, T0, region="eu"), seen(1, T0, region="us")]
    assert await scene.store(*batch) == batch


async def test_pages_run_newest_first_through_all_regions(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(*(seen(monitor.id, at, region=region) for at in (T0, T0 + 1, T0 + 2) for region in ("eu", "us")))
    repository = ResultRepository(scene.connection)
    first = await repository.page(scene.home, monitor.id, ResultFilter(), limit=4)
    rest = await repository.page(scene.home, monitor.id, ResultFilter(), limit=4, cursor=first.next_cursor)
    found = [(one.scheduled_at - T0, one.region) for one in first.items + rest.items]
    assert found == [(2, "us"), (2, "eu"), (1, "us"), (1, "eu"), (0, "us"), (0, "eu")]
    assert rest.next_cursor is None


async def test_a_page_keeps_to_region_verdicts_and_time(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(*(seen(monitor.id, T0 + n, Verdict(n % 4), region=r) for n in range(40) for r in ("eu", "us")))
    where = ResultFilter(region="us", verdicts=(Verdict.DOWN, Verdict.UNKNOWN), start=T0 + 6, end=T0 + 11)
    page = await ResultRepository(scene.connection).page(scene.home, monitor.id, where)
    assert [(one.scheduled_at - T0, one.region) for one in page.items] == [(10, "us"), (7, "us"), (6, "us")]


async def test_a_failed_result_carries_the_message_of_its_evidence(scene: Scene) -> None:
    monitor = await scene.monitor()
    failed = seen(monitor.id, T0, Verdict.DOWN, error=ErrorCode.CONNECT_REFUSED, message="nobody listens there")
    await scene.store(failed)
    await EvidenceRepository(scene.connection).add_many([failed], scene.regions)
    page = await ResultRepository(scene.connection).page(scene.home, monitor.id, ResultFilter())
    assert (page.items[0].error, page.items[0].message) == ("connect_refused", "nobody listens there")


async def test_another_workspace_sees_no_results(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(seen(monitor.id, T0))
    repository = ResultRepository(scene.connection)
    assert (await repository.page(scene.elsewhere, monitor.id, ResultFilter())).items == []
    assert await repository.latest(scene.elsewhere, [monitor.id]) == {}


async def test_latest_is_the_newest_of_each_region(scene: Scene) -> None:
    monitor = await scene.monitor()
    await scene.store(*(seen(monitor.id, at, region="eu") for at in every(60, T0, T0 + 600_000)))
    await scene.store(seen(monitor.id, T0 + 7, region="us"))
    latest = await ResultRepository(scene.connection).latest(scene.home, [monitor.id])
    assert [(one.region, one.scheduled_at - T0) for one in latest[monitor.id]] == [("eu", 540_000), ("us", 7)]


async def test_last_scheduled_leaves_out_what_is_too_old(scene: Scene) -> None:
    first, second = await scene.monitor("first"), await scene.monitor("second")
    await scene.store(seen(first.id, T0), seen(first.id, T0 + 5), seen(second.id, T0))
    last = await ResultRepository(scene.connection).last_scheduled(T0 + 1)
    assert last == {(first.id, scene.regions["eu"]): T0 + 5}


async def test_what_is_appended_is_stored(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        monitor = await scene.monitor()
    assert await append(database, [seen(monitor.id, T0), seen(monitor.id, T0 + 5)], scene.regions, now=T0)
    async with database.read() as connection:
        page = await ResultRepository(connection).page(scene.home, monitor.id, ResultFilter())
    assert [one.scheduled_at - T0 for one in page.items] == [5, 0]


async def test_nothing_is_appended_when_one_result_is_known(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
        await scene.store(seen(1, T0 + 5))
    assert not await append(database, [seen(1, T0), seen(1, T0 + 5)], scene.regions, now=T0)
    async with database.write() as connection:
        assert await ResultRepository(connection).insert([seen(1, T0)], scene.regions, now=T0) == [seen(1, T0)]


async def test_a_late_result_is_not_appended(database: Database) -> None:
    async with database.write() as connection:
        scene = await Scene.begin(connection)
    assert not await append(database, [seen(1, T0)], scene.regions, now=T0 + 2 * HOUR)
