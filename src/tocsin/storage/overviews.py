"""Small pictures of many monitors at once, one query each: sparklines and daily bars."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability


class SparkPoint(msgspec.Struct, frozen=True, gc=False):
    """One hour: mean latency in µs, None when nothing was measured, and how many results were not up."""

    start: int
    latency_mean: float | None
    bad: int


class DayBar(msgspec.Struct, frozen=True, gc=False):
    """One UTC day of one monitor."""

    start: int
    availability: Availability


class OverviewRepository:
    """Everything asks for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def sparklines(
        self, workspace_id: int, monitor_ids: Collection[int], now: int, *, hours: int = 24
    ) -> dict[int, list[SparkPoint]]:
        """By monitor, oldest first, the open hour included; hours without results are left out."""
        raise NotImplementedError

    async def daily_bars(
        self, workspace_id: int, monitor_ids: Collection[int], now: int, *, days: int = 90
    ) -> dict[int, list[DayBar]]:
        """By monitor, oldest first, today's closed hours included; days without a rollup are left out."""
        raise NotImplementedError
