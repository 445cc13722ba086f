"""How a pushed monitor stands with its pings at this moment, in one word and a few times."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from tocsin.core.expectation import Expectation
from tocsin.core.ping import PushMemory, Signal


class HeartbeatWord(StrEnum):
    """Beside the monitor's state, which is concluded from it."""

    NEW = "new"
    """No ping has come yet."""
    RUNNING = "running"
    """A run has begun and not ended."""
    WAITING = "waiting"
    """Since an edit or a pause no run has ended, and the next one is not due yet."""
    UP = "up"
    """The last run ended well, and the next ping is not due yet."""
    REPORTED = "reported"
    """A state was posted; the monitor's own state says which."""
    LATE = "late"
    """A ping was due and has not come; its grace is not over."""
    FAILED = "failed"
    """The last run reported that it failed."""
    MISSING = "missing"
    """The grace is over and nothing came."""


_WORDS = {Signal.FAIL: HeartbeatWord.FAILED, Signal.STATE: HeartbeatWord.REPORTED}


class HeartbeatStatus(msgspec.Struct, frozen=True, gc=False):
    """Times are Unix milliseconds. `missing_at`: when the silence will count as missing, unless a ping comes before."""

    status: HeartbeatWord
    last_ping_at: int | None = None
    expected_at: int | None = None
    missing_at: int | None = None
    running_since: int | None = None
    last_duration_ms: int | None = None


def heartbeat_status(memory: PushMemory, expectation: Expectation, now: int) -> HeartbeatStatus:
    """What can be told at `now` from what is remembered and what is expected."""
    return HeartbeatStatus(
        status=heartbeat_word(memory, now),
        last_ping_at=memory.heard_at or None,
        expected_at=memory.expected_at or None,
        missing_at=_missing_at(memory, expectation),
        running_since=_running_since(memory),
        last_duration_ms=memory.last_duration_ms,
    )


def heartbeat_word(memory: PushMemory, now: int) -> HeartbeatWord:
    """The word alone, for which no expectation is needed."""
    if memory.is_missing:
        return HeartbeatWord.MISSING
    if _running_since(memory) is not None:
        return HeartbeatWord.RUNNING
    if memory.last_signal is None:
        return HeartbeatWord.NEW
    if memory.is_late or 0 < memory.expected_at <= now:
        return HeartbeatWord.LATE
    if memory.is_renewed and memory.last_signal != Signal.STATE:
        return HeartbeatWord.WAITING
    return _WORDS.get(memory.last_signal, HeartbeatWord.UP)


def _running_since(memory: PushMemory) -> int | None:
    return min((run.since for run in memory.runs if run.since > memory.heard_at), default=None)


def _missing_at(memory: PushMemory, expectation: Expectation) -> int | None:
    """When the last bound is reached: those before it are taken as noticed already."""
    runs = tuple(replace(run, is_overlong=True) for run in memory.runs)
    return expectation.wake_at(replace(memory, is_late=True, runs=runs))
