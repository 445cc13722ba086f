"""Tells the server of one run of a job: that it began, how it ended, how long it took and what it said last."""

from __future__ import annotations

from collections.abc import Callable
from signal import Signals
from uuid import uuid4

from tocsin.cli.job import Ending
from tocsin.cli.ping_address import PingAddress
from tocsin.cli.ping_client import Ping, PingFailed
from tocsin.cli.ping_delivery import Delivery
from tocsin.cli.relay import Tail
from tocsin.cli.signals import SignalQueue

START_SECONDS = 5.0
"""At most, for the start ping, which is on its way while the job runs."""
MOST_MESSAGE_CHARACTERS = 500
USUAL_BODY_LIMIT = 10_000
"""Of a server that has not said how much it keeps."""


class JobReport:
    """The pings of one run. Nothing here raises: one that fails is a line for people, and `failure` the first such."""

    def __init__(
        self, address: PingAddress, seconds: float, signals: SignalQueue, complain: Callable[[str], None]
    ) -> None:
        """`seconds` is the bound of the last ping, with all its attempts."""
        self.run_id = str(uuid4())
        self.failure: PingFailed | None = None
        self._address = address
        self._seconds = seconds
        self._signals = signals
        self._complain = complain
        self._start: Delivery | None = None
        self._start_is_told = False
        self._interruptions = 0

    def environment(self) -> dict[str, str]:
        """For the job, so that it can send pings of its own."""
        return {"TOCSIN_PING_URL": self._address.url, "TOCSIN_RUN_ID": self.run_id}

    def begin(self) -> None:
        self._start = self._send("start", b"", {}, min(START_SECONDS, self._seconds))

    def look(self) -> None:
        """Say, once, when it is clear that the start could not be told."""
        if self._start is not None and self._start.is_over and not self._start_is_told:
            self._start_is_told = True
            self._tell(self._start, "the start of the job was not reported")

    def end(self, ending: Ending, tail: Tail) -> None:
        """The last ping carries how long it took itself: the start ping may never have arrived.

        A signal in the meantime makes the attempt at hand the last one; a second signal ends that too.
        """
        limit = USUAL_BODY_LIMIT
        if self._start is not None:
            # Never overtake it: a start that arrives after the end would look like another run.
            self._start.hurry()
            self._wait(self._start)
            self.look()
            limit = limit if self._start.body_limit is None else self._start.body_limit
        told = {} if ending.seconds is None else {"duration_ms": str(round(ending.seconds * 1000))}
        if ending.remark:
            told["m"] = ending.remark[:MOST_MESSAGE_CHARACTERS]
        last = self._send(str(ending.exit_code), tail.last(limit), told, self._seconds)
        self._wait(last)
        self._tell(last, "the end of the job was not reported")

    def _send(self, signal: str, body: bytes, parameters: dict[str, str], seconds: float) -> Delivery:
        ping = Ping(signal, body, {"rid": self.run_id, **parameters})
        return Delivery(self._address, ping, seconds, self._signals.wake)

    def _wait(self, delivery: Delivery) -> None:
        while not delivery.is_over and self._interruptions < 2:
            if self._interruptions:
                delivery.hurry()
            received = self._signals.next(delivery.seconds_left)
            if received is not None and received.number != Signals.SIGCHLD:
                self._interruptions += 1

    def _tell(self, delivery: Delivery, what: str) -> None:
        if (failure := delivery.failure) is not None:
            self.failure = self.failure or failure
            self._complain(f"{what}: {failure}")


class Unreported:
    """In place of a report when there is no address to send it to."""

    def __init__(self, failure: PingFailed) -> None:
        self.failure = failure

    def environment(self) -> dict[str, str]:
        return {}

    def begin(self) -> None: ...

    def look(self) -> None: ...

    def end(self, ending: Ending, tail: Tail) -> None: ...
