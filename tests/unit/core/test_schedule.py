from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.schedule import next_slot, phase_ms, skipped_slots

moments = st.integers(0, 4_000_000_000_000)
intervals = st.integers(1_000, 86_400_000)


@given(moments, intervals, st.integers(0, 10**9))
def test_the_next_slot_is_later_than_now_by_at_most_an_interval_and_on_the_grid(
    now: int, interval: int, monitor_id: int
) -> None:
    phase = phase_ms(monitor_id, "eu", interval)
    slot = next_slot(now, interval, phase)
    assert now < slot <= now + interval
    assert slot % interval == phase


@given(st.integers(0, 10**12), st.text(max_size=40), intervals)
def test_a_phase_lies_within_the_interval_and_is_the_same_every_time(
    monitor_id: int, region: str, interval: int
) -> None:
    assert 0 <= phase_ms(monitor_id, region, interval) < interval
    assert phase_ms(monitor_id, region, interval) == phase_ms(monitor_id, region, interval)


def test_neighbouring_monitors_are_spread_evenly() -> None:
    by_tenth = Counter(phase_ms(number, "local", 60_000) // 100 for number in range(10_000))
    assert len(by_tenth) == 600
    assert max(by_tenth.values()) <= 40  # 17 on average


def test_regions_whose_names_begin_alike_look_at_different_moments() -> None:
    phases = {phase_ms(1, f"eu-central-{number}", 60_000) for number in range(100)}
    assert len(phases) >= 98


def test_a_slot_that_is_late_by_less_than_an_interval_is_not_skipped() -> None:
    assert skipped_slots(10_000, 10_000, 60_000) == 0
    assert skipped_slots(10_000, 69_999, 60_000) == 0


def test_every_slot_that_has_wholly_passed_is_skipped() -> None:
    assert skipped_slots(10_000, 70_000, 60_000) == 1
    assert skipped_slots(10_000, 310_000, 60_000) == 5


def test_a_slot_that_is_still_to_come_is_not_skipped() -> None:
    assert skipped_slots(10_000, 9_900, 60_000) == 0
