"""Pings and their absence, on both databases: what is stored, what is concluded, and when it is told."""

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from tests.clocks import T0
from tests.integration.ingest.bench import DEGRADED, DOWN, UNKNOWN, UP, Bench
from tests.integration.ingest.faulty import Fault
from tests.integration.ingest.listening import HOURLY, MINUTE, RULES, ping, pushed, say, stored
from tests.polling import until
from tocsin.core.errors import ErrorCode
from tocsin.core.expectation import Expectation
from tocsin.core.messages import PINGS_QUEUE, Topic
from tocsin.core.ping import Signal
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.ingest.pushes import Pushed
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.tables import push_state

HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def _time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is moved by an hour means that an hour has passed, not that the process stood still."""
    monkeypatch.setattr("tocsin.ingest.persistence.STALL_S", float("inf"))
    monkeypatch.setattr("tocsin.ingest.listening.LONGEST_SLEEP_S", 0.005)


async def becomes(bench: Bench, state: Verdict) -> None:
    await until(lambda: bench.value("tocsin_transitions_total", state=state.word))


async def test_a_ping_is_kept_with_what_was_made_of_it(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job, Signal.START, run_id="a"))
        bench.clock.advance(2 * MINUTE)
        await say(bench, ping(bench, job, run_id="a", body=b"\xff\x00done", body_size=6))
    start, end = await stored(bench, job)
    assert (start.ping.signal, start.duration_ms) == (Signal.START, None)
    assert (end.ping.signal, end.duration_ms, end.ping.body_size) == (Signal.SUCCESS, 2 * MINUTE, 6)


async def test_a_success_is_a_result_with_its_duration_and_the_monitor_is_up(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job, duration_ms=1500))
    (result,) = await bench.results(job)
    assert (result.verdict, result.latency_us, result.scheduled_at) == (UP, 1_500_000, T0)
    assert await bench.state(job) == UP


async def test_a_failure_is_an_incident_at_once(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(MINUTE)
        await say(bench, ping(bench, job, Signal.FAIL, exit_code=2, body=b"no space left"))
    (incident,) = await bench.incidents(job)
    assert (incident.severity, incident.reason, incident.started_at) == (DOWN, Reason.REPORTED, T0 + MINUTE)
    assert incident.summary == "The job ended with exit code 2"


async def test_a_missing_ping_is_an_incident_that_says_so(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(71 * MINUTE)
        await becomes(bench, DOWN)
    (incident,) = await bench.incidents(job)
    assert (incident.reason, incident.started_at) == (Reason.HEARTBEAT_MISSING, T0 + 70 * MINUTE)
    assert (await bench.results(job))[-1].error == ErrorCode.HEARTBEAT_MISSING


async def test_a_late_ping_is_no_incident(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(69 * MINUTE)
        await say(bench, ping(bench, job))
    assert await bench.incidents(job) == []
    assert (await stored(bench, job))[-1].late_ms == 9 * MINUTE


async def test_an_incident_that_began_late_knows_that_it_became_missing(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench, {**HOURLY, "degraded_when_late": True})
        await say(bench, ping(bench, job))
        bench.clock.advance(61 * MINUTE)
        await becomes(bench, DEGRADED)
        (late,) = await bench.incidents(job)
        bench.clock.advance(10 * MINUTE)
        await becomes(bench, DOWN)
    (missing,) = await bench.incidents(job)
    assert (late.reason, missing.reason) == (Reason.HEARTBEAT_LATE, Reason.HEARTBEAT_MISSING)
    assert (missing.id, missing.severity, missing.started_at) == (late.id, DOWN, T0 + 60 * MINUTE)


async def test_a_ping_ends_what_its_absence_began(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(71 * MINUTE)
        await becomes(bench, DOWN)
        await say(bench, ping(bench, job))
    (incident,) = await bench.incidents(job)
    assert incident.ended_at == T0 + 71 * MINUTE
    assert await bench.history(job) == [UP, DOWN, UP]


async def test_a_posted_state_that_is_not_repeated_becomes_unknown_and_no_incident(bench: Bench) -> None:
    async with bench.at_work():
        light = await pushed(bench, {"time_limit": 600}, kind="manual")
        await say(bench, ping(bench, light, Signal.STATE, verdict=UP))
        bench.clock.advance(11 * MINUTE)
        await becomes(bench, UNKNOWN)
    assert await bench.history(light) == [UP, UNKNOWN]
    assert await bench.incidents(light) == []


async def test_a_restart_takes_up_what_was_awaited(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
    bench.restart()
    async with bench.at_work():
        bench.clock.advance(71 * MINUTE)
        await becomes(bench, DOWN)
    assert await bench.history(job) == [UP, DOWN]


async def test_what_was_due_while_no_process_ran_is_unknown_and_not_missing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.ingest.afterwards.REGIONS_EVERY_S", 0.005)
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        await until(lambda: bench.ingest._afterwards._watchfulness.noted_at == bench.clock.now_ms())
    bench.clock.advance(65 * MINUTE)
    bench.restart()
    async with bench.at_work():
        bench.clock.advance(6 * MINUTE)
        await becomes(bench, UNKNOWN)
    (_, blind) = await bench.transitions(job)
    assert blind.change.reason == Reason.COULD_NOT_TELL
    assert "could not be reached" in blind.change.summary


async def test_what_was_due_while_the_database_was_away_is_unknown_and_not_missing(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(59 * MINUTE)
        bench.ingest._persistence.deafness.begin(bench.clock.now_ms())
        bench.clock.advance(2 * MINUTE)
        bench.ingest._persistence.deafness.end(bench.clock.now_ms())
        bench.clock.advance(10 * MINUTE)
        await becomes(bench, UNKNOWN)
    assert await bench.history(job) == [UP, UNKNOWN]


async def test_a_process_that_stood_still_calls_nothing_missing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.ingest.persistence.STALL_S", 10.0)
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(71 * MINUTE)
        await until(lambda: bench.ingest._persistence.may_be_deaf)
        bench.clock.advance(2 * MINUTE)
        monkeypatch.setattr("tocsin.ingest.persistence.STALL_S", float("inf"))
        await becomes(bench, UNKNOWN)
    assert await bench.history(job) == [UP, UNKNOWN]


async def test_a_wall_clock_set_forward_calls_nothing_missing(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.step(71 * MINUTE)
        await until(lambda: bench.ingest._persistence.may_be_deaf)
        bench.clock.advance(2 * MINUTE)
        await becomes(bench, UNKNOWN)
    assert await bench.history(job) == [UP, UNKNOWN]


async def test_a_paused_monitor_is_heard_and_not_judged(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        await switch(bench, job, enabled=False)
        bench.clock.advance(2 * HOUR)
        await say(bench, ping(bench, job, Signal.FAIL))
    assert await bench.history(job) == [UP]
    assert (await stored(bench, job))[-1].note == "The monitor was paused: not counted"


async def test_after_a_pause_the_next_occurrence_counts(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        await switch(bench, job, enabled=False)
        bench.clock.advance(2 * HOUR)
        await switch(bench, job, enabled=True)
        bench.clock.advance(71 * MINUTE)
        await becomes(bench, DOWN)
    assert (await bench.transitions(job))[-1].change.at == T0 + 2 * HOUR + 70 * MINUTE


async def test_an_edited_schedule_holds_at_once_and_after_a_restart(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        await edit(bench, job, b'{"period": 300, "grace": 60}')
        async with bench.database.read() as connection:
            wake = (await connection.execute(select(push_state.c.wake_at))).scalar_one()
    bench.restart()
    async with bench.at_work():
        bench.clock.advance(7 * MINUTE)
        await becomes(bench, DOWN)
    assert wake == T0 + 6 * MINUTE


@pytest.mark.parametrize("fault", Fault)
async def test_a_ping_counts_once_though_the_commit_fails(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        bench.database.faults = [fault]
        await say(bench, ping(bench, job, Signal.FAIL))
        await say(bench, ping(bench, job, Signal.START))
    assert len(await stored(bench, job)) == 2
    assert await bench.history(job) == [DOWN]
    assert bench.ingest._ledger.memory.pushes.get(job).memory.last_signal == Signal.FAIL  # type: ignore[union-attr]


async def test_a_ping_that_is_delivered_twice_counts_once(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        first = ping(bench, job)
        await say(bench, first)
        await say(bench, first, replace(ping(bench, job), signal=Signal.START))
    assert [one.ping.signal for one in await stored(bench, job)] == [Signal.SUCCESS, Signal.START]
    assert len(await bench.results(job)) == 1
    assert bench.value("tocsin_pings_repeated_total") == 1


@pytest.mark.parametrize("fault", Fault)
async def test_a_missing_ping_is_written_once_though_the_commit_fails(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        bench.clock.advance(71 * MINUTE)
        bench.database.faults = [fault]
        await until(lambda: not bench.database.faults and bench.ingest.trouble is None)
        bench.clock.advance(2 * MINUTE)
        await until(lambda: bench.ingest._ledger.memory.pushes.get(job).wake_at is None)  # type: ignore[union-attr]
        await bench.ingest._listening._elapse([job])
    assert len(await bench.results(job)) == 2
    assert len(await bench.history(job)) == 2


async def test_pings_of_one_batch_are_judged_in_their_order(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, *(ping(bench, job, signal) for signal in (Signal.START, Signal.FAIL, Signal.SUCCESS)))
    assert await bench.history(job) == [DOWN, UP]


async def test_a_ping_to_a_monitor_that_is_gone_is_receipted_and_forgotten(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        async with bench.database.write() as connection:
            await MonitorRepository(connection).delete(bench.workspace_id, [job], bench.clock.now_ms())
        await bench.changed(job)
        await until(lambda: bench.ingest._watches.get(job) is None)
        await say(bench, ping(bench, job))
    assert await stored(bench, job) == []


async def test_what_is_on_the_queue_at_a_stop_is_committed(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
    await bench.bus.publish(PINGS_QUEUE, [ping(bench, job)])
    await bench.ingest.drain()
    assert len(await stored(bench, job)) == 1


async def test_many_that_are_due_together_are_all_noticed(bench: Bench) -> None:
    async with bench.at_work():
        jobs = [await pushed(bench, name=f"job {number}") for number in range(30)]
        await say(bench, *(ping(bench, job) for job in jobs))
        bench.clock.advance(71 * MINUTE)
        await until(lambda: bench.value("tocsin_transitions_total", state="down") == len(jobs))


async def test_a_clock_set_back_while_silence_is_judged_loses_no_wake(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        async with bench.ingest._ledger.turn:
            bench.clock.advance(71 * MINUTE)
            await until(lambda: bench.ingest._ledger.memory.pushes.get(job).wake_at is None)  # type: ignore[union-attr]
            bench.clock.advance(-10 * MINUTE)
        await until(lambda: bench.ingest._ledger.memory.pushes.get(job).wake_at)  # type: ignore[union-attr]
        bench.clock.advance(10 * MINUTE)
        await becomes(bench, DOWN)


async def test_one_whose_silence_cannot_be_judged_does_not_hide_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench.at_work():
        jobs = [await pushed(bench, name=f"job {number}") for number in range(5)]
        await say(bench, *(ping(bench, job) for job in jobs))
        monkeypatch.setattr(Pushed, "expectation", _raising_for(jobs[2], Pushed.expectation))
        bench.clock.advance(71 * MINUTE)
        await until(lambda: bench.value("tocsin_transitions_total", state="down") == 4)
    assert await bench.state(jobs[2]) == UP


def _raising_for(monitor_id: int, expectation: Callable[[Pushed], Expectation | None]) -> object:
    def raising(self: Pushed) -> Expectation | None:
        if self.monitor_id == monitor_id:
            raise OverflowError("date value out of range")
        return expectation(self)

    return raising


@pytest.mark.parametrize("config", [HOURLY, {**HOURLY, "degraded_when_late": True}])
async def test_a_failure_threshold_does_not_keep_a_missing_ping_from_being_missed(
    bench: Bench, config: dict[str, object]
) -> None:
    async with bench.at_work():
        job = await pushed(bench, config, rules=replace(RULES, failure_threshold=3, recovery_threshold=3))
        await say(bench, ping(bench, job))
        bench.clock.advance(71 * MINUTE)
        await becomes(bench, DOWN)


async def test_pings_that_wait_to_be_judged_are_not_missing(bench: Bench) -> None:
    bench.ingest._listening._batch_size = 2
    async with bench.at_work():
        job, other = await pushed(bench), await pushed(bench, name="other")
        await say(bench, ping(bench, job))
        bench.clock.advance(69 * MINUTE)
        waiting = [ping(bench, other), ping(bench, other), ping(bench, job)]
        async with bench.ingest._ledger.turn:
            await bench.bus.publish(PINGS_QUEUE, waiting)
            await until(lambda: bench.ingest._listening._is_behind)
            bench.ingest._listening._behind_until = bench.clock.monotonic() + 180
            bench.clock.advance(2 * MINUTE)
            await asyncio.sleep(0.05)
        await until(lambda: not bench.ingest._listening._is_behind)
        await say(bench, ping(bench, other))
    assert await bench.history(job) == [UP]


async def test_a_monitor_that_was_looked_at_is_unknown_until_its_first_ping(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor("web", failure_threshold=1)
        await bench.see(web, UP)
        await convert(bench, web)
        bench.clock.advance(11 * MINUTE)
        await becomes(bench, UNKNOWN)
        bench.clock.advance(48 * HOUR)
        await say(bench, ping(bench, web))
    assert await bench.history(web) == [UP, UNKNOWN, UP]


async def test_a_monitor_that_was_looked_at_before_a_restart_is_unknown_until_its_first_ping(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor("web", failure_threshold=1)
        await bench.see(web, UP)
    await convert(bench, web)
    bench.restart()
    async with bench.at_work():
        bench.clock.advance(11 * MINUTE)
        await becomes(bench, UNKNOWN)


async def test_a_heartbeat_that_comes_back_is_not_missing_for_what_it_was(bench: Bench) -> None:
    async with bench.at_work():
        job = await pushed(bench)
        await say(bench, ping(bench, job))
        await convert(bench, job, kind="http", config=b"{}")
        await until(lambda: bench.ingest._ledger.memory.pushes.get(job) is None)
        bench.clock.advance(48 * HOUR)
        await convert(bench, job)
        pushes = bench.ingest._ledger.memory.pushes
        await until(lambda: pushes.get(job) is not None and not pushes.has_renewed)
    bench.restart()
    async with bench.at_work():
        bench.clock.advance(11 * MINUTE)
        await becomes(bench, UNKNOWN)
    assert await bench.history(job) == [UP, UNKNOWN]


async def convert(
    bench: Bench, monitor_id: int, *, kind: str = "heartbeat", config: bytes = b'{"period": 3600, "grace": 600}'
) -> None:
    async with bench.database.write() as connection:
        monitors = MonitorRepository(connection)
        fields = replace((await monitors.get(bench.workspace_id, monitor_id)).fields, kind=kind, config=config)
        await monitors.update(bench.workspace_id, monitor_id, replace(fields, rules=RULES), bench.clock.now_ms())
    await bench.changed(monitor_id)
    if bench.bus.has_subscribers(Topic.MONITORS):
        await until(lambda: bench.ingest._watches.get(monitor_id).is_pushed == (kind == "heartbeat"))  # type: ignore[union-attr]


async def switch(bench: Bench, job: int, *, enabled: bool) -> None:
    async with bench.database.write() as connection:
        await MonitorRepository(connection).set_enabled(bench.workspace_id, [job], enabled, bench.clock.now_ms())
    await bench.changed(job)
    await until(lambda: bench.ingest._ledger.memory.pushes.get(job).is_enabled is enabled)  # type: ignore[union-attr]


async def edit(bench: Bench, job: int, config: bytes) -> None:
    async with bench.database.write() as connection:
        monitors = MonitorRepository(connection)
        fields = replace((await monitors.get(bench.workspace_id, job)).fields, config=config)
        await monitors.update(bench.workspace_id, job, fields, bench.clock.now_ms())
    await bench.changed(job)
    pushes = bench.ingest._ledger.memory.pushes
    await until(lambda: pushes.get(job).config == config and not pushes.has_renewed)  # type: ignore[union-attr]
