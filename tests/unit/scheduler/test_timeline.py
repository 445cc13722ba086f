from tests.clocks import T0, FakeClock
from tocsin.scheduler.timeline import NUDGE_MS, SLEW_MS, Timeline

HOUR = 3_600_000


def test_it_shows_wall_time_and_flows_with_monotonic_time() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.advance(1_234)
    assert time.now() == T0 + 1_234


def test_a_clock_that_keeps_time_is_no_jump() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.advance(60_000)
    assert time.follow() == 0
    assert time.now() == T0 + 60_000


def test_it_does_not_jump_before_it_is_told_to_follow() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.step(HOUR)
    assert time.now() == T0


def test_a_jump_forward_is_adopted_once() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.step(HOUR)
    assert time.follow() == HOUR
    assert time.follow() == 0
    assert time.now() == T0 + HOUR


def test_a_jump_back_lands_beside_the_old_grid() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.step(-HOUR)
    assert time.follow() == -HOUR + NUDGE_MS


def test_jumps_are_whole_seconds_so_that_no_size_hits_the_old_grid() -> None:
    steps = set()
    for odd in range(1_000):
        clock = FakeClock()
        time = Timeline(clock)
        clock.step(-HOUR - odd)
        steps.add(time.follow() % 1_000)
    assert steps == {NUDGE_MS}


def test_less_than_a_second_is_made_up_for_little_by_little() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.step(-900)
    assert [time.follow() for _ in range(900)] == [0] * 900
    assert time.now() == clock.now_ms()


def test_making_up_never_turns_time_back() -> None:
    clock = FakeClock()
    time = Timeline(clock)
    clock.step(-900)
    before = time.now()
    clock.advance(SLEW_MS)
    time.follow()
    assert time.now() >= before
