"""Threads that ask the system's resolver: many, because a silent name server holds one for ten seconds and more, and
daemons, because none may hold up the end of the process."""

import asyncio
import contextlib
import queue
import socket
import threading
from typing import NamedTuple

MAX_THREADS = 256
MAX_ADDRESSES = 32


class _Question(NamedTuple):
    host: str
    family: int
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[list[str]]"
    asked: threading.Event


class Lookup(NamedTuple):
    """`answer` is distinct numeric addresses; it raises OSError (socket.gaierror is one), or UnicodeError for what
    cannot be a name. `asked` is set once a thread has turned to it."""

    answer: "asyncio.Future[list[str]]"
    asked: threading.Event


class LookupThreads:
    """Grows to `MAX_THREADS` when lookups pile up. One serves every event loop of the process."""

    def __init__(self) -> None:
        self._questions: queue.SimpleQueue[_Question] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._open = 0

    def ask(self, host: str, family: int) -> "Lookup":
        """The lookup's answer, and whether anybody has begun to look for it.

        Raise RuntimeError when the system gives no thread to ask with.
        """
        loop = asyncio.get_running_loop()
        question = _Question(host, family, loop, loop.create_future(), threading.Event())
        with self._lock:
            self._open += 1
            is_short = self._open > self._threads and self._threads < MAX_THREADS
            self._threads += is_short
        if is_short:
            self._start_thread()
        self._questions.put(question)
        return Lookup(question.answer, question.asked)

    def _start_thread(self) -> None:
        try:
            threading.Thread(target=self._work, name="lookup", daemon=True).start()
        except RuntimeError:
            with self._lock:
                self._threads -= 1
                if not self._threads:
                    self._open -= 1
                    raise

    def _work(self) -> None:
        while True:
            question = self._questions.get()
            addresses: list[str] = []
            problem: OSError | UnicodeError | None = None
            # Nobody waits any more for what was asked before a deadline that has passed.
            if not question.answer.cancelled():
                question.asked.set()
                try:
                    addresses = _getaddrinfo(question.host, question.family)
                except (OSError, UnicodeError) as error:
                    problem = error
            with self._lock:
                self._open -= 1
            with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
                question.loop.call_soon_threadsafe(_deliver, question.answer, addresses, problem)


def _deliver(answer: "asyncio.Future[list[str]]", addresses: list[str], problem: OSError | UnicodeError | None) -> None:
    if answer.done():
        return
    if problem is not None:
        answer.set_exception(problem)
    else:
        answer.set_result(addresses)


def _getaddrinfo(host: str, family: int) -> list[str]:
    # ADDRCONFIG: no IPv6 addresses on a machine that has none itself, where they would look like failures. With one
    # family it would say of every name that it does not exist, while this machine's own interface is down.
    flags = socket.AI_ADDRCONFIG if family == socket.AF_UNSPEC else 0
    found = socket.getaddrinfo(host, None, family=family, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MAX_ADDRESSES]
