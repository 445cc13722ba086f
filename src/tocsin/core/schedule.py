"""When a monitor is due: a fixed grid per monitor and region, spread so that nothing is due all at once."""

from __future__ import annotations

from zlib import crc32

_MASK = (1 << 64) - 1


def phase_ms(monitor_id: int, region: str, interval_ms: int) -> int:
    """Offset of a monitor's grid within its interval, in ms: the same after every restart, spread evenly by hash.

    SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): neighbouring ids land far apart.
    """
    z = (monitor_id * 0x9E3779B97F4A7C15 + _region_seed(region)) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return (z ^ (z >> 31)) % interval_ms


def next_slot(after_ms: int, interval_ms: int, phase: int) -> int:
    """The first moment of the grid that is strictly later than `after_ms`."""
    return after_ms + interval_ms - (after_ms - phase) % interval_ms


def skipped_slots(due_ms: int, now_ms: int, interval_ms: int) -> int:
    """How many slots have wholly passed since the one that was due: they are not made up for."""
    return max(0, (now_ms - due_ms) // interval_ms)


def _region_seed(region: str) -> int:
    return crc32(region.encode())
