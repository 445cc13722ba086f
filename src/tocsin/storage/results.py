"""Results: one narrow row per probe run, written in bulk and read by monitor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Phases, Result
from tocsin.core.verdict import Verdict
from tocsin.storage.paging import Page


class StoredResult(msgspec.Struct, frozen=True, gc=False):
    """A result as it was kept. `message` is empty once its evidence is gone."""

    monitor_id: int
    region: str
    scheduled_at: int
    verdict: Verdict
    latency_us: int | None = None
    phases: Phases | None = None
    code: int | None = None
    error: str | None = None
    message: str = ""


class ResultFilter(msgspec.Struct, frozen=True, kw_only=True):
    """`start` is included, `end` is not; Unix ms."""

    region: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    start: int | None = None
    end: int | None = None


class ResultRepository:
    """`insert` and `last_scheduled` are for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert(self, results: Sequence[Result], region_ids: Mapping[str, int], *, now: int) -> list[Result]:
        """Store what is not stored yet and return exactly that, in order. Late ones make their hours dirty."""
        raise NotImplementedError

    async def page(
        self,
        workspace_id: int,
        monitor_id: int,
        where: ResultFilter,
        *,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[StoredResult]:
        """Newest first."""
        raise NotImplementedError

    async def latest(self, workspace_id: int, monitor_ids: Collection[int]) -> dict[int, list[StoredResult]]:
        """The newest result of each region, by monitor."""
        raise NotImplementedError

    async def last_scheduled(self, since: int) -> dict[tuple[int, int], int]:
        """`scheduled_at` of the newest result of every (monitor id, region id) that has one since `since`."""
        raise NotImplementedError
