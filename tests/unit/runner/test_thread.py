import asyncio
import threading
from collections.abc import Callable

import pytest

from tests.polling import until
from tests.unit.runner.probes import Bench, monitor_ids
from tocsin.core.messages import RESULTS_QUEUE
from tocsin.runner import runner as runner_module
from tocsin.runner.runner import Runner
from tocsin.runner.thread import RunnerThread


def thread_of(make: Callable[[], Runner], crashes: list[BaseException]) -> RunnerThread:
    return RunnerThread(make, asyncio.new_event_loop, crashes.append)


async def test_checks_run_on_a_thread_of_their_own() -> None:
    bench = Bench()
    names: list[str] = []

    def make() -> Runner:
        names.append(threading.current_thread().name)
        return bench.runner

    thread = thread_of(make, [])
    thread.start()
    await bench.send(bench.due())
    assert monitor_ids(await bench.results()) == [1]
    await thread.stop()
    assert names == ["tocsin-runner"]


async def test_a_stop_ends_the_thread_and_hands_over_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LINGER_S", 60.0)
    bench, crashes = Bench(), list[BaseException]()
    thread = thread_of(lambda: bench.runner, crashes)
    thread.start()
    await bench.send(bench.due())
    await until(lambda: bench.runner._results)
    await thread.stop()
    assert not thread.is_alive
    assert monitor_ids(await bench.results()) == [1]
    assert crashes == []


async def test_a_runner_that_cannot_be_made_is_reported() -> None:
    def make() -> Runner:
        raise RuntimeError("no probes")

    crashes: list[BaseException] = []
    thread = thread_of(make, crashes)
    thread.start()
    await thread.stop()
    assert [str(error) for error in crashes] == ["no probes"]


async def test_a_runner_that_crashes_is_reported_and_hands_over_what_was_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench, crashes = Bench(), list[BaseException]()
    monkeypatch.setattr(runner_module, "LINGER_S", 60.0)

    async def broken() -> None:
        await until(lambda: bench.runner._results)
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(bench.runner, "_end_overruns", broken)
    thread = thread_of(lambda: bench.runner, crashes)
    thread.start()
    await bench.send(bench.due())
    await until(lambda: crashes)
    await thread.stop()
    assert isinstance(crashes[0], ExceptionGroup)
    assert len(bench.bus.queue(RESULTS_QUEUE)) == 1


async def test_stopping_twice_or_before_the_start_does_nothing() -> None:
    bench = Bench()
    thread = thread_of(lambda: bench.runner, [])
    await thread.stop()
    thread.start()
    await thread.stop()
    await thread.stop()
    assert not thread.is_alive
