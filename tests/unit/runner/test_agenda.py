from collections.abc import Sequence

import pytest

from tests.polling import until
from tests.specs import spec
from tocsin.core.clock import SystemClock
from tocsin.core.messages import CheckDue, RunnerMessage, TrialDue
from tocsin.runner import agenda as agenda_module
from tocsin.runner.agenda import AT_ONCE, Agenda


class Started:
    """What an agenda has started, turn by turn, and when."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.moments: dict[int, int] = {}
        self.agenda = Agenda(SystemClock(), self._start)

    @property
    def ids(self) -> list[int]:
        return [number for turn in self.turns for number in turn]

    def _start(self, messages: Sequence[RunnerMessage]) -> None:
        self.turns.append([message.spec.id for message in messages])
        for message in messages:
            self.moments[message.spec.id] = SystemClock().now_ms()


def due(monitor_id: int, in_ms: int = 0) -> CheckDue:
    at = SystemClock().now_ms() + in_ms
    return CheckDue(spec(monitor_id), at, at + 60_000)


async def test_what_is_due_is_started_in_the_order_of_its_moments() -> None:
    started = Started()
    started.agenda.add([due(1, 40), due(2, -50), due(3, 20), due(4, -90)])
    await until(lambda: len(started.ids) == 4)
    assert started.ids == [4, 2, 3, 1]


async def test_nothing_is_started_before_its_moment() -> None:
    started = Started()
    early = due(1, 60)
    started.agenda.add([early])
    await until(lambda: started.ids)
    assert started.moments[1] >= early.scheduled_at - 1


async def test_an_earlier_moment_that_comes_later_is_started_first() -> None:
    started = Started()
    started.agenda.add([due(1, 80)])
    started.agenda.add([due(2, 20)])
    await until(lambda: len(started.ids) == 2)
    assert started.ids == [2, 1]


async def test_many_that_are_due_together_are_started_a_few_at_a_time() -> None:
    started = Started()
    started.agenda.add([due(number) for number in range(100)])
    await until(lambda: len(started.ids) == 100)
    assert max(len(turn) for turn in started.turns) <= AT_ONCE
    assert sorted(started.ids) == list(range(100))


async def test_a_moment_that_seems_far_away_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda_module, "LONGEST_WAIT_MS", 10)
    started = Started()
    started.agenda.add([due(1, 3_600_000)])
    await until(lambda: started.ids)


async def test_a_trial_is_started_at_once() -> None:
    started = Started()
    started.agenda.add([due(1, 50), TrialDue("request", spec(7), 0)])
    await until(lambda: started.ids)
    assert started.ids[0] == 7


async def test_what_is_cleared_is_not_started() -> None:
    started = Started()
    started.agenda.add([due(1, 10), due(2)])
    started.agenda.clear()
    assert len(started.agenda) == 0
    started.agenda.add([due(3, 20)])
    await until(lambda: started.ids)
    assert started.ids == [3]
