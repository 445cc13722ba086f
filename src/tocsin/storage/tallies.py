"""The figures of one interval of one monitor, and how they add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tocsin.core.availability import Availability, Mark, MarkKind
from tocsin.core.sketch import Sketch
from tocsin.core.verdict import Verdict

EXCLUDED = 4
"""Place of the excluded results, after the four verdicts."""


class Tally(msgspec.Struct):
    """Counts by verdict and excluded; latencies (µs) of `up` and `degraded` results only: a timeout is no latency."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0, 0, 0])
    availability: Availability = Availability()
    latency_count: int = 0
    latency_sum: int = 0
    latency_min: int | None = None
    latency_max: int | None = None
    sketch: Sketch = msgspec.field(default_factory=Sketch)

    @property
    def latency_mean(self) -> float | None:
        return self.latency_sum / self.latency_count if self.latency_count else None

    def measure(self, latencies: Sequence[int]) -> None:
        """Take in latencies in µs."""
        if not latencies:
            return
        self.latency_count += len(latencies)
        self.latency_sum += sum(latencies)
        self.latency_min = _least(self.latency_min, min(latencies))
        self.latency_max = _most(self.latency_max, max(latencies))
        for latency in latencies:
            self.sketch.add(latency)

    def add(self, other: Tally) -> None:
        """Take in another's figures."""
        self.counts = [mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True)]
        self.availability = self.availability.plus(other.availability)
        self.latency_count += other.latency_count
        self.latency_sum += other.latency_sum
        self.latency_min = _least(self.latency_min, other.latency_min)
        self.latency_max = _most(self.latency_max, other.latency_max)
        self.sketch.merge(other.sketch)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """All of them in one."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def tally_marked(rows: Iterable[tuple[int, int, int | None]], marks: Sequence[Mark]) -> Tally:
    """Count (Unix ms, verdict, latency µs) under marks: false positives as up, what lies in the others as excluded."""
    tally = Tally()
    latencies: list[int] = []
    for at, verdict, latency in rows:
        kinds = {mark.kind for mark in marks if mark.start <= at and (mark.end is None or at < mark.end)}
        if kinds - {MarkKind.FALSE_POSITIVE}:
            tally.counts[EXCLUDED] += 1
            continue
        is_false = bool(kinds) and verdict in (Verdict.DEGRADED, Verdict.DOWN)
        tally.counts[Verdict.UP if is_false else verdict] += 1
        if latency is not None and verdict in (Verdict.UP, Verdict.DEGRADED):
            latencies.append(latency)
    tally.measure(latencies)
    return tally


def values_of(tally: Tally) -> dict[str, Any]:
    """As columns of table `rollup`."""
    up, degraded, down, unknown, excluded = tally.counts
    time = tally.availability
    return {
        "up": up,
        "degraded": degraded,
        "down": down,
        "unknown": unknown,
        "excluded": excluded,
        "up_ms": time.up_ms,
        "degraded_ms": time.degraded_ms,
        "down_ms": time.down_ms,
        "unknown_ms": time.unknown_ms,
        "excluded_ms": time.excluded_ms,
        "latency_count": tally.latency_count,
        "latency_sum": tally.latency_sum,
        "latency_min": tally.latency_min,
        "latency_max": tally.latency_max,
        "sketch": tally.sketch.to_bytes() if tally.latency_count else None,
    }


def tally_of(row: Any) -> Tally:
    """From a row of table `rollup`."""
    return Tally(
        counts=[row.up, row.degraded, row.down, row.unknown, row.excluded],
        availability=Availability(row.up_ms, row.degraded_ms, row.down_ms, row.unknown_ms, row.excluded_ms),
        latency_count=row.latency_count,
        latency_sum=row.latency_sum,
        latency_min=row.latency_min,
        latency_max=row.latency_max,
        sketch=Sketch.from_bytes(row.sketch) if row.sketch is not None else Sketch(),
    )


def _least(first: int | None, second: int | None) -> int | None:
    return min((one for one in (first, second) if one is not None), default=None)


def _most(first: int | None, second: int | None) -> int | None:
    return max((one for one in (first, second) if one is not None), default=None)
