"""A ping on its way, and when it is given up."""

import threading

import pytest

from tests.servers.tcp import closed_port
from tocsin.cli.ping_address import PingAddress
from tocsin.cli.ping_client import Ping
from tocsin.cli.ping_delivery import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Delivery, backoff


def to_nobody(seconds: float, woken: threading.Event) -> Delivery:
    return Delivery(PingAddress(f"http://127.0.0.1:{closed_port()}/ping/key"), Ping(""), seconds, woken.set)


@pytest.mark.parametrize("attempt", [0, 1, 4, 1000])
def test_pauses_grow_up_to_a_bound_and_are_spread(attempt: int) -> None:
    whole = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempt, 10))
    pauses = {backoff(attempt) for _ in range(50)}
    assert len(pauses) > 40
    assert whole / 2 <= min(pauses) <= max(pauses) <= whole


def test_it_is_tried_until_its_time_is_over() -> None:
    delivery = to_nobody(1.2, threading.Event())
    delivery.wait()
    assert delivery.is_over
    assert "(tried " in str(delivery.failure)


def test_whoever_waits_is_woken() -> None:
    woken = threading.Event()
    to_nobody(0.1, woken)
    assert woken.wait(10)


def test_in_a_hurry_it_is_not_tried_again() -> None:
    woken = threading.Event()
    delivery = to_nobody(600, woken)
    delivery.hurry()
    assert woken.wait(10)
    assert "Connection refused" in str(delivery.failure)
