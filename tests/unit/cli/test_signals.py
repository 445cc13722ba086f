"""Signals that are waited for."""

import signal
import threading
from collections.abc import Iterator
from signal import Signals

import pytest

from tocsin.cli.signals import Received, taken

AWAITED = {Signals.SIGUSR1, Signals.SIGUSR2}


@pytest.fixture(autouse=True)
def _blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_a_signal_that_came_earlier_is_taken() -> None:
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    assert taken(AWAITED, 5) == Received(Signals.SIGUSR1, is_from_kernel=False)


def test_each_is_taken_once() -> None:
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    assert {taken(AWAITED, 5), taken(AWAITED, 5)} == {Received(number, is_from_kernel=False) for number in AWAITED}
    assert taken(AWAITED, 0) is None


def test_a_time_that_is_over_is_no_wait() -> None:
    assert taken(AWAITED, -1) is None
