"""Time as a value that is handed in, so that decisions and timetables can be tested without waiting."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for the record, monotonic time for intervals."""

    def now_ms(self) -> int:
        """Unix time in milliseconds, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Unlike `time.monotonic` it goes on while the machine sleeps: that is a gap in watching, not a step of the clock."""


class SystemClock:
    """The machine's clocks."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.clock_gettime(_BOOT_CLOCK)


def to_datetime(unix_ms: int) -> datetime:
    """Aware UTC datetime of a Unix time in milliseconds."""
    return datetime.fromtimestamp(unix_ms / 1000, tz=UTC)


def to_unix_ms(moment: datetime) -> int:
    """Unix milliseconds of an aware datetime. Raise ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without an offset is ambiguous: append Z or an offset such as +02:00")
    return round(moment.timestamp() * 1000)
