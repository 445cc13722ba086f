"""What is said to a monitor that is pushed to, and what is remembered of it between two of its pings.

Times are Unix milliseconds.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict

MOST_MESSAGE_CHARACTERS = 1000


class Signal(StrEnum):
    """What a ping says."""

    START = "start"
    """A run has begun."""
    SUCCESS = "success"
    """A run has ended well; or, without runs, that all is well."""
    FAIL = "fail"
    LOG = "log"
    """Something for people to read; it changes nothing."""
    STATE = "state"
    """A state, in so many words: `verdict` says which."""


class Origin(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Who sent it, as far as the request tells. `via` is the way in: `http`, `kuma`, `hook:17`."""

    via: str = ""
    address: str = ""
    agent: str = ""


class Ping(msgspec.Struct, frozen=True, tag="ping", gc=False):
    """One signal, received at `at`. `id` is random and its identity: what is delivered twice is heard once.

    `run_id` pairs a start with its end. `duration_ms` is what the sender says that it took; else it is measured from
    the start. `body` holds the first bytes of what was sent, `body_size` tells how many there were.
    """

    id: int
    monitor_id: int
    at: int
    signal: Signal
    verdict: Verdict | None = None
    exit_code: int | None = None
    run_id: str = ""
    duration_ms: int | None = None
    message: str = ""
    body: bytes = b""
    body_size: int = 0
    origin: Origin = Origin()


class Run(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A run that has begun and not ended. `id` is empty for those that are started without one.

    `since`: the first start that no end has followed. A job that is started again and again, and never ends, is as
    late as the first of its runs.
    """

    id: str
    at: int
    since: int
    is_overlong: bool = False


class PushMemory(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that is remembered of a pushed monitor, kept in the database.

    `heard_at`: the newest signal that ended a wait. `expected_at`: when the next one is due, 0 while none is awaited.
    `told_at`: the time of the newest result, so that no two share one. `rule` is the expectation in words under which
    all this was worked out: another one means that it must be worked out again. `last_run_id` is the newest end's.
    `is_renewed`: since an edit or a pause no run has ended.
    """

    rule: str = ""
    heard_at: int = 0
    expected_at: int = 0
    told_at: int = 0
    runs: tuple[Run, ...] = ()
    is_late: bool = False
    is_missing: bool = False
    last_signal: Signal | None = None
    last_duration_ms: int | None = None
    last_run_id: str = ""
    is_renewed: bool = False


class Heard(msgspec.Struct, frozen=True, gc=False):
    """What a ping, or its absence, led to: an `outcome` dated `at` when it says something of the monitor's state.

    `late_ms`: how long after it was expected, None when it was in time or nothing was. `note` stands beside the ping.
    """

    memory: PushMemory
    at: int = 0
    outcome: Outcome | None = None
    duration_ms: int | None = None
    late_ms: int | None = None
    note: str = ""


class StoredPing(msgspec.Struct, frozen=True, gc=False):
    """A ping as it is kept: with what was made of it."""

    ping: Ping
    duration_ms: int | None = None
    late_ms: int | None = None
    note: str = ""
