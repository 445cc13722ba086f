"""What a limit is made of."""

from __future__ import annotations

import pytest

from tocsin.services.limit import Limit, origin, per_second


@pytest.mark.parametrize(
    ("rate", "seconds", "windows"),
    [
        (20, 5, "100/5 seconds"),
        (100, 10, "1000/10 seconds"),
        (2, 5, "10/5 seconds"),
        (0.2, 5, "1/5 seconds"),
        (0.1, 5, "1/10 seconds"),
        (0.3, 5, "2/6 seconds"),
        (0.7, 5, "4/5 seconds"),
        (0.01, 5, "1/100 seconds"),
        (0, 5, ""),
    ],
)
def test_a_rate_is_a_number_in_a_window_of_whole_seconds(rate: float, seconds: int, windows: str) -> None:
    assert per_second("some", rate, seconds).windows == windows


def test_windows_are_read_shortest_first() -> None:
    some = Limit("some", "20/15 minutes; 5/minute; 60/day")
    assert [(item.amount, item.get_expiry()) for item in some.items] == [(5, 60), (20, 900), (60, 86_400)]


def test_a_window_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        Limit("some", "5/fortnight")


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::/64"),
        ("2001:db8:1:2::", "20010db800010002::/64"),
        ("fe80::1%eth0", "fe80000000000000::/64"),
        ("::1", "0::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_client_is_known_by_its_network(address: str, client: str) -> None:
    assert origin(address) == client


def test_only_what_is_limited_by_address_reads_one() -> None:
    one, other = "2001:db8::1", "2001:db8::2"
    assert Limit("some", "", by_address=True).bucket([one]) == Limit("some", "", by_address=True).bucket([other])
    assert Limit("some", "").bucket([one]) != Limit("some", "").bucket([other])


@pytest.mark.parametrize("who", ["ada@example.com", "x" * 10_000, "\ud800", "a/b:c\n", ""])
def test_a_bucket_shows_nobody_and_is_short(who: str) -> None:
    assert len(Limit("some", "").bucket([who])) == 32


def test_numbers_stay_numbers() -> None:
    assert Limit("some", "").bucket((7, 0)) == "7:0"
