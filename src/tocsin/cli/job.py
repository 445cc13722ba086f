"""A command as a child of ours: run without a shell, sent the signals that we get, stopped when it takes too long."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from signal import Signals

from tocsin.cli.relay import Relay
from tocsin.cli.signals import Received, SignalQueue

FORWARDED = (Signals.SIGTERM, Signals.SIGINT, Signals.SIGHUP, Signals.SIGQUIT, Signals.SIGUSR1, Signals.SIGUSR2)
KILL_SECONDS = 10.0
"""From SIGTERM to SIGKILL."""
TIMED_OUT, NOT_EXECUTABLE, NOT_FOUND, BY_SIGNAL = 124, 126, 127, 128
"""As `timeout`, `env` and the shells have them."""


class NotStarted(Exception):
    """There is no such command, or it cannot be run."""

    def __init__(self, command: str, error: OSError) -> None:
        super().__init__(f"{command!r} cannot be run: {error.strerror}")
        self.exit_code = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended. `seconds` is None when it never began; `remark` says what an exit code alone does not."""

    exit_code: int
    seconds: float | None
    remark: str = ""


class Job:
    """A running command.

    On a terminal it stays in our process group, so that Ctrl-C, Ctrl-Z and `fg` reach it as they always do. Elsewhere
    it leads a group of its own, so that all of it can be stopped. `relays`: of standard output and of standard error,
    which may be one and the same; none lets it write to where we do.
    """

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        relays: Sequence[Relay],
        signals: SignalQueue,
        complain: Callable[[str], None],
    ) -> None:
        """Raise NotStarted."""
        self._signals = signals
        self._relays = relays
        self._complain = complain
        self._leads_a_group = not has_terminal()
        self._started_at = time.monotonic()
        try:
            self._pid = os.posix_spawnp(
                command[0],
                command,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, relay.entrance, 1 + i) for i, relay in enumerate(relays)],
                # Python ignores these two for its own sake.
                setsigdef=[Signals.SIGPIPE, Signals.SIGXFSZ],
                setsigmask=signals.before,
                setpgroup=0 if self._leads_a_group else os.getpgrp(),
            )
        except OSError as error:
            raise NotStarted(command[0], error) from None
        for relay in dict.fromkeys(relays):
            relay.start()

    def wait(self, limit: float | None, look: Callable[[], None]) -> Ending:
        """Until it has ended, passing signals on; stop it after `limit` seconds. `look` is called now and then."""
        deadline = None if limit is None else self._started_at + limit
        remedies = [Signals.SIGKILL, Signals.SIGTERM]
        while (status := self._reaped()) is None:
            look()
            received = self._signals.next(None if deadline is None else deadline - time.monotonic())
            if deadline is not None and time.monotonic() >= deadline:
                self._stop(remedies.pop())
                deadline = time.monotonic() + KILL_SECONDS if remedies else None
            elif received is not None and received.number in FORWARDED and not self._has_heard(received):
                self._send(os.kill, received.number)
        for relay in dict.fromkeys(self._relays):
            relay.finish()
        return self._ending(status, limit if len(remedies) < 2 else None)

    def _reaped(self) -> int | None:
        """How it ended. Others may end too: as the first process of a container we are the parent of every orphan."""
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == self._pid:
                return os.waitstatus_to_exitcode(status)
            if pid == 0:
                return None

    def _has_heard(self, received: Received) -> bool:
        """The terminal's own signals go to its whole job: to us, and to a command that is in our group."""
        return received.is_from_kernel and not self._leads_a_group

    def _stop(self, number: Signals) -> None:
        send = os.killpg if self._leads_a_group else os.kill
        self._send(send, number)
        if number != Signals.SIGKILL:
            # What is suspended (Ctrl-Z) would never hear of it.
            self._send(send, Signals.SIGCONT)

    def _send(self, send: Callable[[int, int], None], number: Signals) -> None:
        try:
            send(self._pid, number)
        except PermissionError:
            # As for what sudo has started.
            self._complain(f"the command may not be sent {number.name}: it is another user's")

    def _ending(self, status: int, limit: float | None) -> Ending:
        seconds = time.monotonic() - self._started_at
        if limit is not None:
            return Ending(TIMED_OUT, seconds, f"stopped after {limit:g} s (--timeout)")
        if status < 0:
            return Ending(BY_SIGNAL - status, seconds, f"ended by {signal_name(-status)}")
        return Ending(status, seconds)


def has_terminal() -> bool:
    """Whether a terminal controls us, wherever our streams lead."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def signal_name(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"
