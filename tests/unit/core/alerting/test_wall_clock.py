"""From days and times of day to moments, clocks being changed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.core.alerting.clocks_of_towns import BERLIN, at
from tocsin.core.alerting.wall_clock import local_day, moment_of, zone_of


def test_a_time_of_day_is_as_the_clock_reads() -> None:
    assert moment_of(date(2026, 7, 1), 9 * 60, zone_of(BERLIN)) == at("2026-07-01 07:00", "UTC")


def test_1440_is_midnight_of_the_next_day() -> None:
    assert moment_of(date(2026, 7, 31), 1440, zone_of(BERLIN)) == at("2026-08-01 00:00")


@pytest.mark.parametrize("minutes", [120, 150, 179, 180])
def test_what_the_clock_skips_is_the_end_of_the_gap(minutes: int) -> None:
    assert moment_of(date(2026, 3, 29), minutes, zone_of(BERLIN)) == at("2026-03-29 01:00", "UTC")


def test_of_what_the_clock_shows_twice_it_is_the_first() -> None:
    assert moment_of(date(2026, 10, 25), 150, zone_of(BERLIN)) == at("2026-10-25 00:30", "UTC")


def test_a_day_that_never_was_ends_where_the_next_one_begins() -> None:
    """Samoa went over the date line."""
    apia = "Pacific/Apia"
    assert moment_of(date(2011, 12, 30), 600, zone_of(apia)) == at("2011-12-31 00:00", apia)


def test_half_an_hour_of_summer_time_is_no_trouble() -> None:
    lord_howe = "Australia/Lord_Howe"
    assert moment_of(date(2026, 10, 4), 135, zone_of(lord_howe)) == at("2026-10-04 02:30", lord_howe)


def test_a_day_is_the_one_there() -> None:
    assert local_day(at("2026-07-01 23:30", "UTC"), zone_of(BERLIN)) == date(2026, 7, 2)
