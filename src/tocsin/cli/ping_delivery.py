"""A ping on its way: sent until it is accepted or its time is over.

On a thread of its own, so that whoever waits for it can do something else, and so that no name server or proxy that
takes its time can hold anybody longer than the bound.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from tocsin.cli.failures import ExitCode
from tocsin.cli.ping_address import PingAddress
from tocsin.cli.ping_client import Ping, PingFailed, TryAgain, send

ATTEMPT_SECONDS = 15.0
"""More than the server gives itself before it says that it cannot store the ping now."""
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0


class Delivery:
    """One ping on its way. `woken` is called, on another thread, when it is over."""

    def __init__(self, address: PingAddress, ping: Ping, seconds: float, woken: Callable[[], None]) -> None:
        self.failure: PingFailed | None = PingFailed(
            f"{address} did not answer within {seconds:g} s", ExitCode.UNREACHABLE
        )
        """None once the server has accepted it."""
        self.body_limit: int | None = None
        """How many bytes of a body the server keeps; None while it has not said so."""
        self._address = address
        self._ping = ping
        self._until = time.monotonic() + seconds
        self._woken = woken
        self._hurry = threading.Event()
        self._over = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def is_over(self) -> bool:
        return self._over.is_set() or self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def hurry(self) -> None:
        """The attempt at hand is the last one."""
        self._hurry.set()

    def wait(self) -> None:
        """Until it is over, or its time is."""
        self._over.wait(self.seconds_left)

    def _run(self) -> None:
        try:
            self.body_limit = self._deliver()
            self.failure = None
        except PingFailed as failure:
            self.failure = failure
        finally:
            self._over.set()
            self._woken()

    def _deliver(self) -> int | None:
        attempt = 0
        while True:
            try:
                return send(self._address, self._ping, max(0.1, min(ATTEMPT_SECONDS, self.seconds_left)))
            except TryAgain as failure:
                pause = max(backoff(attempt), failure.after)
                attempt += 1
                if pause >= self.seconds_left or self._hurry.wait(pause):
                    raise PingFailed(_after(attempt, str(failure)), failure.exit_code) from None


def backoff(attempt: int) -> float:
    """Seconds before the next attempt: doubling, and spread so that a thousand jobs do not come back at once."""
    return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(attempt, 10)) * random.uniform(0.5, 1.0)  # noqa: S311


def _after(attempts: int, said: str) -> str:
    return said if attempts == 1 else f"{said} (tried {attempts} times)"
