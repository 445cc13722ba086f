"""What is remembered of pushed monitors, and which of them is looked at next."""

import msgspec
import pytest

from tests.clocks import T0
from tocsin.core.monitor import MonitorSpec, Rules
from tocsin.core.ping import Ping, Signal
from tocsin.ingest.pushes import Pushes

MINUTE = 60_000


@pytest.fixture
def pushes() -> Pushes:
    found = Pushes()
    found.put(spec(), T0)
    return found


def spec(revision: int = 1) -> MonitorSpec:
    given = msgspec.json.encode({"period": 3600, "grace": 600})
    return MonitorSpec(7, 1, revision, "heartbeat", "every 1h", given, Rules())


def hear(pushes: Pushes, at: int, signal: Signal = Signal.SUCCESS) -> None:
    pushed = pushes.get(7)
    assert pushed is not None
    expectation = pushed.expectation()
    assert expectation is not None
    pushes.apply({7: expectation.hear(pushed.memory, Ping(1, 7, at, signal)).memory})


def test_one_that_was_taken_too_early_is_looked_at_again_in_time(pushes: Pushes) -> None:
    hear(pushes, T0)
    assert pushes.take_due(T0 + 70 * MINUTE, 10) == [7]
    pushes.wake_again([7])
    assert pushes.take_due(T0 + 69 * MINUTE, 10) == []
    assert pushes.take_due(T0 + 70 * MINUTE, 10) == [7]


def test_one_that_cannot_be_judged_waits(pushes: Pushes) -> None:
    hear(pushes, T0)
    pushes.take_due(T0 + 70 * MINUTE, 10)
    pushes.wake_later(7, T0 + 71 * MINUTE)
    assert pushes.next_wake() == T0 + 71 * MINUTE


def test_what_is_looked_at_next_does_not_grow_with_the_number_of_pings(pushes: Pushes) -> None:
    for second in range(5_000):
        hear(pushes, T0 + 1000 * second)
    assert len(pushes._wakes) <= 1_003


def test_one_that_is_gone_is_not_due(pushes: Pushes) -> None:
    hear(pushes, T0)
    pushes.remove(7)
    assert pushes.take_due(T0 + 70 * MINUTE, 10) == []


@pytest.mark.parametrize(("revision", "wake"), [(1, T0 + 70 * MINUTE), (2, T0 + 70 * MINUTE), (3, T0 + 670 * MINUTE)])
def test_what_was_edited_more_than_once_meanwhile_awaits_its_next_occurrence(
    pushes: Pushes, revision: int, wake: int
) -> None:
    hear(pushes, T0)
    pushed = pushes.get(7)
    assert pushed is not None
    later = Pushes()
    later.put(spec(revision), T0)
    later.restore(pushed.record(pushed.memory), T0 + 600 * MINUTE)
    assert later.next_wake() == wake
