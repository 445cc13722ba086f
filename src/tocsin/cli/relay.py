"""Passes on what a command prints, byte by byte as it comes, and keeps the end of it."""

from __future__ import annotations

import errno
import os
import select
import threading
import time
from collections.abc import Callable

LINGER_SECONDS = 1.0
"""For the output of what a command has left behind, such as the `tee` at the end of its redirection."""
CHUNK = 65_536
MOST_IN_A_PIPE = 1_048_576


class Tail:
    """The last bytes of all that is printed, in the order in which it came."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._lock = threading.Lock()

    def append(self, data: bytes) -> None:
        with self._lock:
            self._kept += data
            del self._kept[: -self._limit]

    def last(self, limit: int) -> bytes:
        """At most so many bytes, not beginning in the middle of a character of UTF-8."""
        with self._lock:
            kept = bytes(self._kept)
        return whole_characters(kept[-limit:] if limit > 0 else b"", is_cut=len(kept) > limit)


def whole_characters(data: bytes, *, is_cut: bool = True) -> bytes:
    """Without the rest of a character at its beginning. What is not UTF-8 loses three bytes at most."""
    skipped = 0
    while is_cut and skipped < min(3, len(data)) and data[skipped] & 0xC0 == 0x80:
        skipped += 1
    return data[skipped:]


class Relay:
    """One stream of a command: what is written to `entrance` comes out at `sink`, or nowhere but in the tail.

    Memory is bounded by the chunk: while the sink does not take what there is, the command has to wait.
    """

    def __init__(
        self, sink: int | None, tail: Tail, woken: Callable[[], None], complain: Callable[[str], None]
    ) -> None:
        """`woken` is called, on another thread, when all is passed on."""
        self._sink = sink
        self._tail = tail
        self._woken = woken
        self._complain = complain
        self._over = threading.Event()
        self._over.set()
        self._exit, self.entrance = os.pipe()
        self._ended, self._end = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Once the command holds the entrance: from now on it alone does, so that its end can be seen."""
        os.close(self.entrance)
        self._over.clear()
        self._thread.start()

    def finish(self) -> None:
        """The command has ended: pass on what it has printed, and do not wait long for what it has left behind."""
        os.close(self._end)

    @property
    def is_over(self) -> bool:
        """Also while it has not begun: what does not run prints nothing."""
        return self._over.is_set()

    def _run(self) -> None:
        try:
            if self._follow():
                self._linger()
        finally:
            # Whoever writes to it now learns at once that nobody reads.
            os.close(self._exit)
            self._over.set()
            self._woken()

    def _follow(self) -> bool:
        """Until the command has ended, which is True, or until nothing can come or go any more."""
        poller = select.poll()
        poller.register(self._exit, select.POLLIN)
        poller.register(self._ended, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poller.poll()}
            if self._ended in ready:
                return True
            if not self._pass_on():
                return False

    def _linger(self) -> None:
        until = time.monotonic() + LINGER_SECONDS
        owed = MOST_IN_A_PIPE
        poller = select.poll()
        poller.register(self._exit, select.POLLIN)
        while True:
            left = until - time.monotonic()
            if not poller.poll(max(0.0, left * 1000)) or (left <= 0 and owed <= 0):
                return
            if not (passed := self._pass_on()):
                return
            owed -= passed

    def _pass_on(self) -> int:
        """How many bytes were passed on; 0 when there is no more, or nobody who takes it."""
        data = os.read(self._exit, CHUNK)
        self._tail.append(data)
        try:
            if self._sink is not None:
                write_all(self._sink, data)
        except BrokenPipeError:
            return 0
        except OSError as error:
            self._complain(f"the command's output cannot be written: {error.strerror}")
            return 0
        return len(data)


def write_all(sink: int, data: bytes) -> None:
    """To a descriptor that may be somebody else's, and not block."""
    left = memoryview(data)
    while left:
        try:
            left = left[os.write(sink, left) :]
        except BlockingIOError:
            select.select([], [sink], [])


def open_standard_streams() -> None:
    """Cron and supervisors may close them: what is opened next would then be taken for standard output."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def is_same_file(one: int, other: int) -> bool:
    """Whether both lead to the same place: then one pipe for both keeps the order."""
    return os.path.samestat(os.fstat(one), os.fstat(other))
