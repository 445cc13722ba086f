"""For how long silence means nothing."""

from prometheus_client import CollectorRegistry

from tests.clocks import FakeClock
from tocsin.ingest.metrics import IngestMetrics
from tocsin.ingest.persistence import Persistence


def deaf_seconds(clock: FakeClock, persistence: Persistence, steps: int) -> int:
    """For how many of so many half minutes, each with a jump of the wall clock, nothing could be missing."""
    silent = 0
    for _ in range(steps):
        clock.advance(30_000)
        clock.step(5_000)
        persistence.look_at_clock()
        silent += 30 * persistence.may_be_deaf
    return silent


def test_a_clock_that_is_set_again_and_again_does_not_put_off_what_is_missing_for_ever() -> None:
    clock = FakeClock()
    persistence = Persistence(clock, IngestMetrics(CollectorRegistry()))
    assert deaf_seconds(clock, persistence, 100) == 900


def test_a_clock_that_was_quiet_for_a_while_may_be_set_again() -> None:
    clock = FakeClock()
    persistence = Persistence(clock, IngestMetrics(CollectorRegistry()))
    deaf_seconds(clock, persistence, 100)
    clock.advance(9_000)
    persistence.look_at_clock()
    for _ in range(10):
        clock.advance(8_000)
        persistence.look_at_clock()
    assert not persistence.may_be_deaf
    assert deaf_seconds(clock, persistence, 2) == 60
