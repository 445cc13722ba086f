"""Signals as something to wait for, in place of something that interrupts.

They are blocked and taken one by one, so that none is lost between two looks and no handler runs in the middle of
anything. Make it on the main thread before there are others: threads inherit what is blocked.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from signal import Signals

LONGEST_SECONDS = 86_400.0
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Received:
    """`is_from_kernel`: nobody sent it, it came of a key (Ctrl-C) or of a terminal that hung up."""

    number: Signals
    is_from_kernel: bool


class SignalQueue:
    """The signals named, except those that are ignored already (`nohup`), and the end of children."""

    def __init__(self, numbers: Collection[Signals]) -> None:
        self._thread = threading.get_ident()
        # With a handler, and in spite of a parent that ignored it: only so the exit code of a child is kept for us.
        signal.signal(Signals.SIGCHLD, lambda *_: None)
        self.numbers = {number for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
        self._awaited = self.numbers | {Signals.SIGCHLD}
        self.before = signal.pthread_sigmask(signal.SIG_BLOCK, self._awaited)
        """What was blocked until now: for the children."""

    def next(self, seconds: float | None) -> Received | None:
        """The next one; None when none came in time, or for a day. SIGCHLD may mean that somebody has called `wake`."""
        return taken(self._awaited, LONGEST_SECONDS if seconds is None else min(seconds, LONGEST_SECONDS))

    def wake(self) -> None:
        """From another thread: end the wait."""
        signal.pthread_kill(self._thread, Signals.SIGCHLD)


if sys.platform == "linux":

    def taken(numbers: Collection[Signals], seconds: float) -> Received | None:
        """The next of them, which must be blocked; None when none came in time."""
        info = signal.sigtimedwait(numbers, max(0.0, seconds))
        return None if info is None else Received(Signals(info.si_signo), info.si_code > 0)

else:

    def taken(numbers: Collection[Signals], seconds: float) -> Received | None:
        """As above, where a wait has no end of its own and nothing tells who sent it: Ctrl-C is what it mostly is."""
        until = time.monotonic() + seconds
        while not set(numbers) & signal.sigpending():
            if time.monotonic() >= until:
                return None
            time.sleep(POLL_SECONDS)
        number = Signals(signal.sigwait(numbers))
        return Received(number, number in {Signals.SIGINT, Signals.SIGQUIT})
