"""Results become rows: what is stored, concluded and told."""

from functools import partial

import pytest
from structlog.testing import capture_logs

from tests.clocks import T0
from tests.integration.ingest.bench import DEGRADED, DOWN, UNKNOWN, UP, Bench
from tests.integration.ingest.faulty import Fault
from tests.polling import found, until
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import RESULTS_QUEUE
from tocsin.core.transition import Reason
from tocsin.storage.errors import StorageUnavailable
from tocsin.storage.evidence import EvidenceRepository, StoredEvidence
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.regions import RegionRepository
from tocsin.storage.workspaces import WorkspaceRepository


async def test_a_result_is_stored_as_it_was_seen(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.send(bench.result(web, UP))
    (stored,) = await bench.results(web)
    assert (stored.scheduled_at, stored.region, stored.verdict, stored.latency_us) == (T0, "local", UP, 1_000)


async def test_the_first_good_result_says_up(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
    (first,) = await bench.transitions(web)
    assert (first.change.from_state, first.change.to_state, first.change.reason) == (UNKNOWN, UP, Reason.FIRST_RESULT)
    assert await bench.incidents(web) == []


async def test_one_failure_concludes_nothing_and_asks_for_another_look(bench: Bench) -> None:
    async with bench.at_work(), bench.hearing_requests() as asked:
        web = await bench.monitor()
        await bench.see(web, UP, DOWN)
    assert await bench.state(web) == UP
    assert [(one.monitor_id, one.region, one.at) for one in asked] == [(web, "local", bench.clock.now_ms() + 5_000)]


async def test_a_failure_that_is_confirmed_opens_an_incident_and_tells_alerting(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN)
    down = (await bench.transitions(web))[-1]
    (incident,) = await bench.incidents(web)
    assert (down.change.to_state, down.change.at, down.incident_id) == (DOWN, T0 + 120_000, incident.id)
    assert (incident.severity, incident.started_at, incident.ended_at) == (DOWN, T0 + 120_000, None)
    assert (await bench.listed(web)).incident_id == incident.id
    assert [one.payload["to"] for one in await bench.outbox()] == ["up", "down"]


async def test_a_recovery_that_is_confirmed_ends_the_incident(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN, UP, UP)
    (incident,) = await bench.incidents(web)
    assert incident.ended_at == T0 + 4 * 60_000
    assert await bench.timeline(incident.id) == ["opened", "closed"]
    assert (await bench.listed(web)).incident_id is None
    assert await bench.history(web) == [UP, DOWN, UP]


async def test_an_incident_escalates_and_eases(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DEGRADED, DEGRADED, DOWN, DOWN, DEGRADED, DEGRADED, UP, UP)
    (incident,) = await bench.incidents(web)
    assert incident.severity == DOWN
    assert await bench.timeline(incident.id) == ["opened", "escalated", "eased", "closed"]


async def test_a_whole_story_within_one_batch_is_told_in_full(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        verdicts = (UP, DOWN, DOWN, UP, UP, DOWN, DOWN)
        bench.clock.advance(10_000)
        await bench.send(*(bench.result(web, verdict, ago=7_000 - 1_000 * n) for n, verdict in enumerate(verdicts)))
    assert await bench.history(web) == [UP, DOWN, UP, DOWN]
    assert [one.ended_at is None for one in await bench.incidents(web)] == [True, False]


async def test_what_is_concluded_is_told_to_whoever_listens(bench: Bench) -> None:
    async with bench.at_work(), bench.hearing_changes() as told:
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN)
    assert [(one.to_state, one.transition_id) for one in told] == [
        (one.change.to_state, one.id) for one in await bench.transitions(web)
    ]


async def test_a_batch_that_comes_again_changes_nothing(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.clock.advance(60_000)
        failure = bench.result(web, DOWN)
        for _ in range(3):
            await bench.send(failure)
    assert await bench.history(web) == [UP]
    assert len(await bench.results(web)) == 2
    assert bench.value("tocsin_results_repeated_total") == 2


async def test_a_batch_that_comes_again_in_part_adds_what_is_new(bench: Bench) -> None:
    async with bench.at_work():
        web, other = await bench.monitor("web"), await bench.monitor("other")
        old = bench.result(web)
        await bench.send(old)
        await bench.send(old, bench.result(other), old)
    assert len(await bench.results(web)) == len(await bench.results(other)) == 1
    assert await bench.history(web) == await bench.history(other) == [UP]


async def test_results_of_a_monitor_that_is_gone_are_dropped_and_counted(bench: Bench) -> None:
    async with bench.at_work():
        web, gone = await bench.monitor("web"), await bench.monitor("gone")
        async with bench.database.write() as connection:
            await MonitorRepository(connection).delete(bench.workspace_id, [gone], T0)
        await bench.changed(gone)
        await until(lambda: bench.ingest._watches.get(gone) is None)
        await bench.send(bench.result(gone), bench.result(web), bench.result(404))
    assert len(await bench.results(web)) == 1
    assert bench.value("tocsin_results_dropped_total", reason="monitor_gone") == 2


async def test_a_result_of_an_older_configuration_is_stored_and_not_judged(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        async with bench.database.write() as connection:
            monitors = MonitorRepository(connection)
            stored = await monitors.get(bench.workspace_id, web)
            await monitors.update(bench.workspace_id, web, stored.fields, T0)
        bench.clock.advance(60_000)
        await bench.send(bench.result(web, UP, revision=2))
        for _ in range(3):
            bench.clock.advance(60_000)
            await bench.send(bench.result(web, DOWN, revision=1))
    assert len(await bench.results(web)) == 5
    assert await bench.state(web) == UP


async def test_a_restart_in_the_middle_of_a_streak_goes_on_with_it(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN)
    bench.restart()
    async with bench.at_work():
        await bench.see(web, DOWN)
    assert await bench.history(web) == [UP, DOWN]


async def test_a_restart_in_the_middle_of_an_incident_ends_that_very_one(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN)
    bench.restart()
    async with bench.at_work():
        await bench.see(web, UP, UP)
    (incident,) = await bench.incidents(web)
    assert incident.ended_at is not None


async def test_a_workspace_that_is_restored_goes_on_where_it_was(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN)
        async with bench.database.write() as connection:
            await WorkspaceRepository(connection).delete(bench.workspace_id, bench.clock.now_ms())
        await bench.changed()
        await until(lambda: bench.ingest._watches.get(web) is None)
        async with bench.database.write() as connection:
            await WorkspaceRepository(connection).restore(bench.workspace_id)
        await bench.changed()
        await until(lambda: bench.ingest._watches.get(web))
        await bench.see(web, UP, UP)
    assert await bench.history(web) == [UP, DOWN, UP]


async def test_results_that_come_before_their_monitor_is_heard_of_are_stored(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        bench.ingest._watches.remove(web)
        await bench.see(web, UP)
    assert await bench.state(web) == UP


async def test_what_is_on_the_queue_at_the_stop_is_committed(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
    await bench.bus.publish(RESULTS_QUEUE, [bench.result(web)])
    await bench.ingest.drain()
    assert len(await bench.results(web)) == 1
    assert len(bench.bus.queue(RESULTS_QUEUE)) == 0


async def kept(bench: Bench, monitor_id: int) -> list[int]:
    """Numbers of the results whose evidence was kept."""
    found = []
    async with bench.database.read() as connection:
        evidence = EvidenceRepository(connection)
        for number, one in enumerate(await bench.results(monitor_id)):
            if one.message:
                document = (await evidence.get(bench.workspace_id, monitor_id, "local", one.scheduled_at)).document
                assert document == {"seen": number}
                found.append(number)
    return found


async def fail(bench: Bench, monitor_id: int, count: int, *, every: int, error: ErrorCode | None = None) -> None:
    for _ in range(count):
        bench.clock.advance(every)
        number = len(await bench.results(monitor_id))
        await bench.send(bench.result(monitor_id, DOWN, error=error, evidence={"seen": number}))


async def test_a_long_failure_keeps_the_evidence_of_its_beginning(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await fail(bench, web, 14, every=1_000)
    assert await kept(bench, web) == list(range(10))


async def test_a_new_error_keeps_its_evidence(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await fail(bench, web, 12, every=1_000)
        await fail(bench, web, 2, every=1_000, error=ErrorCode.TLS_EXPIRED)
    assert await kept(bench, web) == [*range(10), 12]


async def test_a_long_failure_keeps_evidence_every_five_minutes(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await fail(bench, web, 17, every=60_000)
    assert await kept(bench, web) == [*range(10), 14]


async def test_a_monitor_that_flaps_does_not_keep_the_evidence_of_every_failure(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        for _ in range(14):
            await fail(bench, web, 1, every=1_000)
            await bench.see(web, UP, every=1_000)
    assert len(await kept(bench, web)) == 10


async def last_good(bench: Bench, monitor_id: int) -> list[StoredEvidence]:
    async with bench.database.read() as connection:
        return await EvidenceRepository(connection).last_good(bench.workspace_id, monitor_id)


async def test_the_last_good_evidence_is_kept_for_comparison(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.ingest.afterwards.GOOD_EVIDENCE_EVERY_S", 0.001)
    async with bench.at_work():
        web = await bench.monitor()
        await bench.send(bench.result(web, UP, evidence={"seen": "well"}))
        (good,) = await found(partial(last_good, bench, web))
    assert good.document == {"seen": "well"}


async def reported(bench: Bench) -> dict[str, int]:
    """When each region last reported, where that is known."""
    async with bench.database.read() as connection:
        regions = await RegionRepository(connection).all()
    return {one.name: one.last_seen_at for one in regions if one.last_seen_at is not None}


async def test_when_a_region_last_reported_is_noted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.ingest.afterwards.REGIONS_EVERY_S", 0.001)
    async with bench.at_work():
        web = await bench.monitor(regions=("eu", "us"))
        await bench.see(web, UP, region="eu")
        assert await found(partial(reported, bench)) == {"eu": bench.clock.now_ms()}


@pytest.mark.parametrize("fault", Fault)
async def test_a_batch_that_fails_is_tried_again_and_is_stored_once(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN)
        bench.database.faults = [fault] * 3
        await bench.see(web, DOWN)
        await bench.see(web, UP, UP)
    assert await bench.history(web) == [UP, DOWN, UP]
    assert len(await bench.results(web)) == 5
    assert [one.ended_at for one in await bench.incidents(web)] == [T0 + 4 * 60_000]
    assert len(await bench.outbox()) == 3


@pytest.mark.parametrize("fault", Fault)
async def test_a_streak_goes_on_after_a_batch_that_failed(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.database.faults = [fault]
        await bench.see(web, DOWN)
        await bench.see(web, DOWN)
    assert await bench.history(web) == [UP, DOWN]


async def test_nothing_is_visible_when_the_commit_fails(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN)
    await bench.bus.publish(RESULTS_QUEUE, [bench.result(web, DOWN, ago=-5_000)])
    bench.database.faults = [Fault.DURING]
    with pytest.raises(StorageUnavailable):
        await bench.ingest.drain()
    assert await bench.history(web) == [UP]
    assert len(await bench.results(web)) == 2
    assert await bench.incidents(web) == []
    assert len(bench.bus.queue(RESULTS_QUEUE)) == 1


async def test_the_end_of_the_databases_trouble_is_said_once(bench: Bench) -> None:
    with capture_logs() as lines:
        async with bench.at_work():
            web = await bench.monitor()
            bench.database.faults = [Fault.BEFORE] * 2
            await bench.see(web, UP)
    assert [line["event"] for line in lines if line["event"].startswith("results ")] == [
        "results cannot be stored; trying again",
        "results cannot be stored; trying again",
        "results are stored again",
    ]


async def test_trouble_with_the_database_is_said_and_counted_and_ends(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        bench.database.faults = [Fault.BEFORE] * 5
        await bench.bus.publish(RESULTS_QUEUE, [bench.result(web)])
        await until(lambda: bench.ingest.trouble)
        assert bench.ingest.trouble == "The database is locked."
        await until(lambda: bench.ingest.trouble is None)
    assert bench.value("tocsin_storage_failures_total", reason="locked") == 5
    assert await bench.state(web) == UP


async def test_what_else_succeeds_does_not_hide_that_results_wait(bench: Bench) -> None:
    async def succeed() -> None:
        pass

    async with bench.at_work():
        web = await bench.monitor()
        bench.database.faults = [Fault.BEFORE] * 3
        await bench.bus.publish(RESULTS_QUEUE, [bench.result(web)])
        await until(lambda: bench.ingest.trouble)
        await bench.ingest._persistence.until_stored(succeed)
        assert (bench.ingest.trouble, bench.value("tocsin_storage_available")) == ("The database is locked.", 0)
        await until(lambda: bench.ingest.trouble is None)
    assert bench.value("tocsin_storage_available") == 1


async def test_a_result_that_can_never_be_stored_is_dropped_and_the_others_are_kept(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        bench.clock.advance(60_000)
        bad = bench.result(web, ago=30_000)
        bad = type(bad)(web, "local", bad.scheduled_at, bad.started_at, 1, type(bad.outcome)(UP, latency_us=2**80))
        await bench.send(*(bench.result(web, ago=n) for n in range(3)), bad)
    assert len(await bench.results(web)) == 3
    assert bench.value("tocsin_results_dropped_total", reason="rejected") == 1


async def test_the_certificates_end_is_known_of_a_site_that_was_never_good(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.send(bench.result(web, DEGRADED, evidence={}, certificate_expires_at=T0 + 9))
    assert (await bench.listed(web)).certificate_expires_at == T0 + 9
