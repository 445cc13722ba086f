"""What explains a result: the sentence and the facts of bad ones, and of the last good one for comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.result import Evidence, Result


class StoredEvidence(msgspec.Struct, frozen=True):
    """`document` is None when the probe gave nothing but its message."""

    monitor_id: int
    region: str
    scheduled_at: int
    message: str
    document: Evidence | None


class EvidenceRepository:
    """`add_many` and `set_last_good` are for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add_many(self, results: Iterable[Result], region_ids: Mapping[str, int]) -> None:
        """Keep message and evidence of those that have either."""
        raise NotImplementedError

    async def set_last_good(self, results: Iterable[Result], region_ids: Mapping[str, int]) -> None:
        """Keep the evidence of good results in place of what was kept before for the same monitor and region."""
        raise NotImplementedError

    async def get(self, workspace_id: int, monitor_id: int, region: str, scheduled_at: int) -> StoredEvidence:
        """Raise NotFound."""
        raise NotImplementedError

    async def last_good(self, workspace_id: int, monitor_id: int) -> list[StoredEvidence]:
        """At most one per region."""
        raise NotImplementedError
