import asyncio

import msgspec
import pytest

from tests.polling import SECONDS, until
from tests.specs import spec
from tests.unit.runner.probes import REGION, Bench, monitor_ids
from tocsin.core.errors import ErrorCode
from tocsin.core.messages import RESULTS_QUEUE, Topic, TrialDue, TrialFinished, checks_queue
from tocsin.core.verdict import Verdict
from tocsin.runner import agenda as agenda_module
from tocsin.runner import runner as runner_module


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Overruns end as soon as the runner next looks."""
    monkeypatch.setattr(runner_module, "OVERRUN_S", 0.0)
    monkeypatch.setattr(runner_module, "ABANDON_S", 0.0)


async def test_a_check_becomes_a_result_with_its_identity() -> None:
    bench = Bench()
    async with bench.at_work():
        due = bench.due(monitor_id=7, revision=3)
        await bench.send(due)
        (result,) = await bench.results()
    assert (result.monitor_id, result.region, result.scheduled_at, result.revision) == (7, REGION, due.scheduled_at, 3)
    assert result.outcome.verdict == Verdict.UP


async def test_thresholds_of_the_monitor_are_applied() -> None:
    outcome = await Bench().check("tiny", degraded_latency_ms=100)
    assert (outcome.verdict, outcome.error) == (Verdict.DEGRADED, ErrorCode.LATENCY_HIGH)


async def test_a_check_that_comes_early_starts_at_its_moment() -> None:
    bench = Bench()
    async with bench.at_work():
        due = bench.due()
        due = msgspec.structs.replace(due, scheduled_at=due.scheduled_at + 150)
        await bench.send(due)
        (result,) = await bench.results()
    assert result.started_at >= due.scheduled_at - 1


async def test_a_check_that_seems_far_ahead_because_clocks_differ_is_not_put_off_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(agenda_module, "LONGEST_WAIT_MS", 10)
    bench = Bench()
    async with bench.at_work():
        due = bench.due()
        hour = 3_600_000
        await bench.send(
            msgspec.structs.replace(due, scheduled_at=due.scheduled_at + hour, expires_at=due.expires_at + hour)
        )
        assert len(await bench.results()) == 1


async def test_lateness_is_measured() -> None:
    bench = Bench()
    async with bench.at_work():
        due = bench.due()
        await bench.send(msgspec.structs.replace(due, scheduled_at=due.scheduled_at - 2_000))
        (result,) = await bench.results()
        await until(lambda: bench.value("tocsin_check_lateness_seconds_count"))
    assert result.started_at - result.scheduled_at >= 2_000
    assert bench.value("tocsin_check_lateness_seconds_sum") >= 2.0


async def test_checks_are_counted_by_verdict() -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due(), bench.due("raising", 2))
        await bench.results(2)
        await until(lambda: bench.value("tocsin_checks_total", verdict="up"))
    assert bench.value("tocsin_checks_total", verdict="up") == 1
    assert bench.value("tocsin_checks_total", verdict="unknown") == 1


async def test_no_more_than_the_bound_run_at_once_and_all_get_their_turn() -> None:
    bench = Bench(concurrency=3)
    gated = bench.probes["gated"]
    async with bench.at_work():
        await bench.send(*(bench.due("gated", number) for number in range(10)))
        await until(lambda: bench.runner.waiting == 7)
        gated.gate.set()
        assert sorted(monitor_ids(await bench.results(10))) == list(range(10))
    assert gated.most == 3


async def test_what_has_expired_is_dropped_and_counted() -> None:
    bench = Bench()
    async with bench.at_work():
        due = bench.due()
        await bench.send(msgspec.structs.replace(due, expires_at=due.scheduled_at), bench.due(monitor_id=2))
        assert monitor_ids(await bench.results()) == [2]
    assert bench.value("tocsin_checks_expired_total") == 1


async def test_what_expires_while_it_waits_is_dropped_and_counted() -> None:
    bench = Bench(concurrency=1)
    async with bench.at_work():
        brief = bench.due("tiny", 2)
        brief = msgspec.structs.replace(brief, expires_at=brief.scheduled_at + 30)
        await bench.send(bench.due("gated", 1), brief, bench.due("tiny", 3))
        await until(lambda: bench.runner.waiting == 2 and bench.clock.now_ms() > brief.expires_at)
        bench.probes["gated"].gate.set()
        assert sorted(monitor_ids(await bench.results(2))) == [1, 3]
    assert bench.value("tocsin_checks_expired_total") == 1


async def test_checks_that_cannot_start_stay_on_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "WAITING_LIMIT", 20)
    monkeypatch.setattr(runner_module, "AGENDA_LIMIT", 20)
    monkeypatch.setattr(runner_module, "TAKEN_AT_ONCE", 10)
    bench = Bench(concurrency=2)
    async with bench.at_work():
        await bench.send(*(bench.due("gated", number) for number in range(200)))
        await until(lambda: bench.runner.running == 2 and bench.runner.waiting >= 20)
        assert bench.runner.waiting <= 60
        assert len(bench.bus.queue(checks_queue(REGION))) >= 138
        bench.probes["gated"].gate.set()
        assert len(await bench.results(200)) == 200


async def test_no_more_checks_are_taken_while_nobody_takes_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "UNPUBLISHED_LIMIT", 20)
    monkeypatch.setattr(runner_module, "AGENDA_LIMIT", 20)
    monkeypatch.setattr(runner_module, "TAKEN_AT_ONCE", 10)
    bench = Bench(queue_limit=300)
    checks = bench.bus.queue(checks_queue(REGION))
    bench.bus.queue(RESULTS_QUEUE).limit = 5
    async with bench.at_work():
        await bench.send(*(bench.due("tiny", number) for number in range(200)))
        await until(lambda: len(bench.runner._results) >= 20)
        assert len(checks) >= 100
        assert len(bench.runner._results) <= 60
        assert sorted(monitor_ids(await bench.results(200))) == list(range(200))


async def test_a_probe_that_raises_is_unknown_and_counted() -> None:
    bench = Bench()
    outcome = await bench.check("raising")
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.PROBE_CRASHED)
    assert outcome.message == "the probe failed on our side: ZeroDivisionError"
    assert bench.value("tocsin_probe_crashes_total", kind="raising") == 1


async def test_a_probe_that_returns_nothing_is_unknown() -> None:
    outcome = await Bench().check("speechless")
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.PROBE_CRASHED)


async def test_a_probe_that_cancels_itself_is_unknown() -> None:
    outcome = await Bench().check("self_cancelling")
    assert (outcome.verdict, outcome.message) == (Verdict.UNKNOWN, "the probe cancelled itself")


@pytest.mark.usefixtures("_hasty")
@pytest.mark.parametrize("kind", ["overrunning", "late", "stubborn"])
async def test_a_probe_that_does_not_end_by_its_deadline_is_unknown(kind: str) -> None:
    outcome = await Bench().check(kind, timeout=0.01)
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.PROBE_CRASHED)
    assert outcome.message == "the probe did not end by its deadline and was stopped"


@pytest.mark.usefixtures("_hasty")
async def test_a_probe_that_cannot_be_stopped_loses_its_place() -> None:
    bench = Bench(concurrency=1)
    async with bench.at_work():
        await bench.send(bench.due("stubborn", 1, timeout=0.01), bench.due("tiny", 2))
        assert monitor_ids(await bench.results(2)) == [1, 2]


@pytest.mark.usefixtures("_hasty")
async def test_probes_that_cannot_be_stopped_do_not_pile_up() -> None:
    bench = Bench()
    stubborn = bench.probes["stubborn"]
    async with bench.at_work():
        for _ in range(3):
            await bench.send(bench.due("stubborn", 1, timeout=0.01))
            (result,) = await bench.results()
            assert result.outcome.verdict == Verdict.UNKNOWN
        assert stubborn.runs == 1


@pytest.mark.usefixtures("_hasty")
async def test_once_an_abandoned_probe_has_ended_its_monitor_is_looked_at_again() -> None:
    bench = Bench()
    stubborn = bench.probes["stubborn"]
    async with bench.at_work():
        await bench.send(bench.due("stubborn", 1, timeout=0.01))
        await bench.results()
        stubborn.gate.set()
        await until(lambda: not stubborn.running)
        await asyncio.sleep(0)
        await bench.send(bench.due("stubborn", 1, timeout=5.0))
        assert [result.outcome.verdict for result in await bench.results()] == [Verdict.UP]


async def test_what_times_out_while_our_own_loop_is_held_up_is_unknown() -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due("timing_out", 1, timeout=0.6), bench.due("blocking", 2))
        outcomes = {result.monitor_id: result.outcome for result in await bench.results(2)}
    assert (outcomes[1].verdict, outcomes[1].error) == (Verdict.UNKNOWN, ErrorCode.RUNNER_OVERLOADED)
    assert outcomes[1].message.startswith("no answer in time (but this runner was itself held up for")
    assert bench.value("tocsin_runner_held_up_seconds_total") >= 0.5


@pytest.mark.parametrize("kind", ["cut_off", "slow"])
async def test_what_the_far_side_did_while_our_own_loop_was_held_up_is_unknown(kind: str) -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due(kind, 1, timeout=0.6), bench.due("blocking", 2))
        outcomes = {result.monitor_id: result.outcome for result in await bench.results(2)}
    assert (outcomes[1].verdict, outcomes[1].error) == (Verdict.UNKNOWN, ErrorCode.RUNNER_OVERLOADED)


@pytest.mark.parametrize(("kind", "verdict"), [("timing_out", Verdict.UNKNOWN), ("cut_off", Verdict.DOWN)])
async def test_a_short_hold_up_spoils_what_is_told_by_a_short_timeout_and_nothing_else(
    kind: str, verdict: Verdict
) -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due(kind, 1, timeout=0.6), bench.due("hiccuping", 2))
        outcomes = {result.monitor_id: result.outcome for result in await bench.results(2)}
    assert outcomes[1].verdict == verdict


async def test_a_machine_that_has_run_out_of_something_is_unknown_counted_and_says_what() -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due("exhausted"))
        (result,) = await bench.results()
    outcome = result.outcome
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.RUNNER_OVERLOADED)
    assert outcome.message == "this machine could not look (Too many open files): raise its limits"
    assert bench.value("tocsin_checks_without_room_total") == 1


async def test_what_times_out_while_our_own_loop_turns_is_down() -> None:
    outcome = await Bench().check("timing_out", timeout=0.05)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.TIMEOUT)


async def test_a_probe_that_blocks_beyond_its_deadline_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "OVERRUN_S", 0.0)
    outcome = await Bench().check("blocking", timeout=0.3)
    assert outcome.verdict == Verdict.UNKNOWN


async def test_a_kind_without_a_probe_here_is_unknown_and_says_what_to_do() -> None:
    outcome = await Bench().check("gopher")
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.CONFIG_INVALID)
    assert outcome.message == "this runner has no kind 'gopher': install its plug-in here"


async def test_a_configuration_that_does_not_fit_is_unknown_and_names_the_field_but_not_its_value() -> None:
    outcome = await Bench().check("tiny", config=b'{"port": 0, "password": ["hunter2"]}')
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.CONFIG_INVALID)
    assert outcome.message == "the configuration does not fit the kind at port, password: edit it"


async def test_a_configuration_that_is_no_json_is_unknown() -> None:
    outcome = await Bench().check("tiny", config=b"{")
    assert outcome.message == "the configuration does not fit the kind at its top: edit it"


async def test_a_trial_is_answered_and_not_stored() -> None:
    bench = Bench()
    async with bench.at_work(), bench.bus.subscribe(Topic.REPLIES) as replies:
        await bench.send(TrialDue("request", spec(0, kind="tiny"), bench.clock.now_ms() + 60_000))
        answer = await asyncio.wait_for(anext(replies), SECONDS)
    assert isinstance(answer, TrialFinished)
    assert (answer.request_id, answer.outcome.verdict, answer.outcome.evidence) == (
        "request",
        Verdict.UP,
        {"seen": True},
    )
    assert len(bench.bus.queue(RESULTS_QUEUE)) == 0


async def test_a_trial_that_fails_is_answered_too() -> None:
    bench = Bench()
    async with bench.at_work(), bench.bus.subscribe(Topic.REPLIES) as replies:
        await bench.send(TrialDue("request", spec(0, kind="raising"), bench.clock.now_ms() + 60_000))
        answer = await asyncio.wait_for(anext(replies), SECONDS)
    assert isinstance(answer, TrialFinished)
    assert answer.outcome.verdict == Verdict.UNKNOWN


async def test_a_trial_that_nobody_waits_for_any_more_is_not_carried_out() -> None:
    bench = Bench()
    async with bench.at_work():
        await bench.send(TrialDue("request", spec(0, kind="tiny"), 1), bench.due("gated", 2))
        await bench.until_running(1)
    assert bench.probes["tiny"].runs == 0


async def test_a_stop_cancels_what_is_in_flight_and_starts_nothing_new() -> None:
    bench = Bench(concurrency=1)
    async with bench.at_work():
        await bench.send(bench.due("overrunning", 1), bench.due("tiny", 2))
        await until(lambda: bench.runner.waiting == 1)
    assert bench.runner.running == bench.runner.waiting == 0
    assert bench.probes["tiny"].runs == 0
    assert len(bench.bus.queue(RESULTS_QUEUE)) == 0


async def test_a_stop_publishes_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LINGER_S", 60.0)
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due())
        await until(lambda: bench.runner._results)
    assert monitor_ids(await bench.results()) == [1]


async def test_a_stop_while_results_wait_for_room_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "CLOSE_S", 0.05)
    bench = Bench()
    queue = bench.bus.queue(RESULTS_QUEUE)
    queue.limit = 1
    async with bench.at_work():
        await bench.send(bench.due("raising", 1))
        await until(lambda: len(queue) == 1)
        await bench.send(bench.due("raising", 2))
        await until(lambda: len(queue._freed))
        queue.limit = 2
    assert monitor_ids(await bench.results(2)) == [1, 2]


async def test_a_stop_does_not_wait_for_ever_for_somebody_to_take_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "CLOSE_S", 0.05)
    bench = Bench()
    bench.bus.queue(RESULTS_QUEUE).limit = 1
    async with asyncio.timeout(SECONDS), bench.at_work():
        await bench.send(*(bench.due("raising", number) for number in (1, 2, 3)))
        await until(lambda: bench.probes["raising"].runs == 3)


async def test_a_stop_closes_the_probes() -> None:
    bench = Bench()
    async with bench.at_work():
        pass
    assert all(probe.is_closed for probe in bench.probes.values())


async def test_good_results_gather_into_few_batches() -> None:
    bench = Bench(concurrency=100)
    async with bench.at_work(), bench.bus.consume(RESULTS_QUEUE, most=1_000) as deliveries:
        await bench.send(*(bench.due("tiny", number) for number in range(100)))
        delivery = await asyncio.wait_for(anext(deliveries), SECONDS)
    assert len(delivery.messages) == 100


async def test_a_bad_result_does_not_wait_for_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LINGER_S", 60.0)
    bench = Bench()
    async with bench.at_work():
        await bench.send(bench.due("raising"))
        assert len(await bench.results()) == 1
