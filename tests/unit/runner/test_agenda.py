import asyncio
from collections.abc import Sequence

from tocsin.core.clock import SystemClock
from tocsin.core.messages import CheckDue, RunnerMessage
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.runner.agenda import AT_ONCE, Agenda

clock = SystemClock()


def due_in(milliseconds: int, monitor_id: int = 1) -> CheckDue:
    spec = MonitorSpec(monitor_id, 1, 1, "http", "target", b"{}", Rules())
    at = clock.now_ms() + milliseconds
    return CheckDue(spec, at, at + 60_000)


class Started:
    """What the agenda handed over, and when the expected number was reached."""

    def __init__(self, expected: int) -> None:
        self.batches: list[list[int]] = []
        self.expected = expected
        self.all = asyncio.Event()

    def __call__(self, messages: Sequence[RunnerMessage]) -> None:
        self.batches.append([message.spec.id for message in messages])
        if sum(map(len, self.batches)) >= self.expected:
            self.all.set()


async def test_what_is_due_first_starts_first_whatever_the_order_of_arrival() -> None:
    started = Started(2)
    Agenda(clock, started).add([due_in(30, monitor_id=1), due_in(10, monitor_id=2)])
    await asyncio.wait_for(started.all.wait(), 5)
    assert started.batches == [[2], [1]]


async def test_nothing_starts_before_its_moment() -> None:
    started = Started(1)
    check = due_in(50)
    Agenda(clock, started).add([check])
    await asyncio.wait_for(started.all.wait(), 5)
    assert clock.now_ms() >= check.scheduled_at - 1


async def test_an_earlier_check_that_comes_later_does_not_wait_for_the_timer_of_the_first() -> None:
    started = Started(1)
    agenda = Agenda(clock, started)
    agenda.add([due_in(900, monitor_id=1)])
    agenda.add([due_in(5, monitor_id=2)])
    await asyncio.wait_for(started.all.wait(), 0.5)
    assert started.batches == [[2]]


async def test_what_piled_up_starts_a_few_at_a_time() -> None:
    started = Started(3 * AT_ONCE)
    Agenda(clock, started).add([due_in(-100) for _ in range(3 * AT_ONCE)])
    await asyncio.wait_for(started.all.wait(), 5)
    assert [len(batch) for batch in started.batches] == [AT_ONCE] * 3


async def test_the_loop_has_its_turn_between_two_starts() -> None:
    started = Started(2 * AT_ONCE)
    turns: list[int] = []
    Agenda(clock, started).add([due_in(-100) for _ in range(2 * AT_ONCE)])
    while not started.all.is_set():
        turns.append(len(started.batches))
        await asyncio.sleep(0)
    assert 1 in turns


async def test_a_wall_clock_set_back_by_an_hour_delays_a_check_by_a_second_at_most() -> None:
    started = Started(1)
    Agenda(clock, started).add([due_in(3_600_000)])
    await asyncio.wait_for(started.all.wait(), 3)
    assert started.batches == [[1]]


async def test_what_is_cleared_never_starts() -> None:
    started = Started(1)
    agenda = Agenda(clock, started)
    agenda.add([due_in(1)])
    agenda.clear()
    assert len(agenda) == 0
    await asyncio.sleep(0.02)
    assert not started.batches
