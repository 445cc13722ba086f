"""Time in which nobody looked, and monitors that nobody reports on any more."""

import pytest

from tests.clocks import T0
from tests.integration.ingest.bench import DOWN, UNKNOWN, UP, Bench
from tests.integration.ingest.faulty import Fault
from tests.polling import until
from tocsin.core.messages import RESULTS_QUEUE
from tocsin.core.transition import Reason

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def _one_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look for silence is a look at all monitors."""
    monkeypatch.setattr("tocsin.ingest.ingest.SWEEP_PARTS", 1)


async def test_a_monitor_that_nobody_reports_on_becomes_unknown(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.clock.advance(HOUR)
        await until(lambda: bench.value("tocsin_transitions_total", state="unknown"))
    silent = (await bench.transitions(web))[-1].change
    assert (silent.to_state, silent.reason, silent.at) == (UNKNOWN, Reason.NO_RESULTS, T0 + 2 * MINUTE)
    assert await bench.incidents(web) == []


async def test_silence_leaves_an_incident_open(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, DOWN, DOWN)
        bench.clock.advance(HOUR)
        await until(lambda: bench.value("tocsin_transitions_total", state="unknown"))
    (incident,) = await bench.incidents(web)
    assert incident.ended_at is None
    assert await bench.timeline(incident.id) == ["opened", "blinded"]


@pytest.mark.parametrize("fault", Fault)
async def test_silence_is_written_once_though_the_commit_fails(bench: Bench, fault: Fault) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.database.faults = [fault]
        bench.clock.advance(HOUR)
        await until(lambda: not bench.database.faults and bench.ingest.trouble is None)
        bench.clock.advance(HOUR)
        bench.ingest._persistence._no_silence_before = 0.0
        await bench.ingest._expire([web])
    assert await bench.history(web) == [UP, UNKNOWN]


async def test_an_interval_is_not_yet_silence(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.clock.advance(3 * MINUTE)
        await bench.ingest._expire([web])
    assert await bench.history(web) == [UP]


async def test_the_time_between_a_stop_and_a_start_counts_as_unknown(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
    bench.clock.advance(HOUR)
    bench.restart()
    async with bench.at_work():
        await bench.see(web, UP)
    changes = [one.change for one in await bench.transitions(web)]
    assert [(one.to_state, one.at) for one in changes] == [
        (UP, T0 + MINUTE),
        (UNKNOWN, T0 + 2 * MINUTE),
        (UP, T0 + HOUR + 2 * MINUTE),
    ]


async def test_a_short_stop_leaves_no_trace(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
    bench.clock.advance(2 * MINUTE)
    bench.restart()
    async with bench.at_work():
        await bench.see(web, UP)
    assert await bench.history(web) == [UP]


async def test_a_stop_of_weeks_does_not_rewrite_what_was_known_before(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP, UP, UP)
    bench.clock.advance(20 * 24 * HOUR)
    bench.restart()
    async with bench.at_work():
        await bench.see(web, UP)
    gap = (await bench.transitions(web))[1].change
    assert gap.to_state == UNKNOWN
    assert gap.at >= T0 + 4 * MINUTE


async def test_a_backlog_without_gaps_makes_nothing_unknown(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.clock.advance(20 * MINUTE)
        await bench.send(*(bench.result(web, UP, ago=number * MINUTE) for number in range(19, -1, -1)))
        await bench.ingest._expire([web])
    assert await bench.history(web) == [UP]


async def test_while_the_database_is_away_silence_means_nothing(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor()
        await bench.see(web, UP)
        bench.database.faults = [Fault.BEFORE] * 10
        await bench.bus.publish(RESULTS_QUEUE, [bench.result(web, UP, ago=-MINUTE)])
        await until(lambda: bench.ingest.trouble)
        bench.clock.advance(HOUR)
        await until(lambda: bench.ingest.trouble is None)
        await bench.send(*(bench.result(web, UP, ago=number * MINUTE) for number in range(58, -1, -1)))
    assert await bench.history(web) == [UP]


async def test_a_monitor_that_was_created_as_another_went_is_watched_for_silence_too(bench: Bench) -> None:
    async with bench.at_work():
        gone = await bench.monitor("gone")
        await bench.see(gone, UP)
        await bench.ingest._expire(bench.ingest._watches.ids())
        bench.ingest._watches.remove(gone)
        web = await bench.monitor("web")
        await bench.see(web, UP)
        assert web in bench.ingest._watches.ids()
        assert gone not in bench.ingest._watches.ids()


async def test_a_region_that_has_yet_to_report_after_an_edit_keeps_its_vote(bench: Bench) -> None:
    async with bench.at_work():
        web = await bench.monitor(regions=("eu", "us"))
        await bench.see(web, UP, region="eu")
        await bench.see(web, UP, region="us")
        watch = bench.ingest._watches.get(web)
        assert watch is not None
        watch.last_seen = bench.clock.now_ms()
        await bench.see(web, UP, region="eu")
        await bench.ingest._expire([web])
        assert watch.state.view("us").level == UP
