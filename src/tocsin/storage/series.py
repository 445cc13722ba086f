"""One monitor's results over time, in buckets: from raw rows where they are fine enough, else from rollups."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Phases


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Counts by verdict and latency (µs) over [start, start + width). `phases` are means, where raw rows were read."""

    start: int
    up: int = 0
    degraded: int = 0
    down: int = 0
    unknown: int = 0
    excluded: int = 0
    latency_count: int = 0
    latency_mean: float | None = None
    latency_min: int | None = None
    latency_max: int | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    phases: Phases | None = None


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """`width_ms` is the width that was given, or the next one for which data is still kept. Empty buckets are left out.

    `total` is over the whole range, its percentiles from the merged sketches.
    """

    width_ms: int
    buckets: list[Bucket]
    total: Bucket


class SeriesRepository:
    """Everything asks for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def series(
        self, workspace_id: int, monitor_id: int, start: int, end: int, width_ms: int, *, region: str | None = None
    ) -> Series:
        """Widths below an hour read raw rows; longer ones are rounded to whole hours, from a day up to days."""
        raise NotImplementedError
