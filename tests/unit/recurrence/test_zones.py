"""Names of time zones."""

from __future__ import annotations

import pytest

from tocsin.recurrence import time_zone, zone_names


def test_a_zone_is_found_by_its_name() -> None:
    assert time_zone("Europe/Berlin").key == "Europe/Berlin"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berlinn", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_an_unknown_zone_is_refused_with_what_was_probably_meant(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match=rf", got '{written}': did you mean {meant}\?$"):
        time_zone(written)


@pytest.mark.parametrize("written", ["", "CEST", "MSK", "UTC+2", "../../etc/passwd", "Europe", "\0", "x" * 65])
def test_no_guess_is_made_where_none_is_near(written: str) -> None:
    with pytest.raises(ValueError, match=r"^must name a time zone such as UTC or Europe/Berlin, got '[^:]*$"):
        time_zone(written)


def test_a_long_name_is_not_repeated_whole() -> None:
    with pytest.raises(ValueError, match=r"x…'$"):
        time_zone("x" * 10_000)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules"])
def test_files_that_are_no_places_are_no_zones(name: str) -> None:
    assert name not in zone_names()
