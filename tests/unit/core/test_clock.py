from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.clock import SystemClock, to_datetime, to_unix_ms

LAST_MS = 253_402_300_799_999  # the year 9999 ends


@given(st.integers(0, LAST_MS))
def test_a_time_there_and_back_is_the_same_to_the_millisecond(unix_ms: int) -> None:
    assert to_unix_ms(to_datetime(unix_ms)) == unix_ms


@given(st.integers(0, LAST_MS), st.integers(-12, 12))
def test_the_offset_in_which_a_time_is_written_does_not_matter(unix_ms: int, hours: int) -> None:
    written = to_datetime(min(unix_ms, LAST_MS - 50_000_000)).astimezone(timezone(timedelta(hours=hours)))
    assert to_unix_ms(written) == min(unix_ms, LAST_MS - 50_000_000)


def test_a_time_is_shown_in_utc() -> None:
    assert to_datetime(0) == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_time_without_an_offset_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="append Z"):
        to_unix_ms(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_system_clock_tells_unix_time() -> None:
    clock = SystemClock()
    before = to_unix_ms(datetime.now(UTC))
    assert before - 1 <= clock.now_ms() <= to_unix_ms(datetime.now(UTC)) + 1


def test_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()
