"""What explains a result: the sentence and the facts of bad ones, and of the last good one for comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.core.result import Evidence, Result
from tocsin.storage.documents import deflated, inflated
from tocsin.storage.monitor_rows import visible
from tocsin.storage.statements import insert_into
from tocsin.storage.tables import evidence, last_good, monitor, region


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
        rows = [
            {
                "monitor_id": one.monitor_id,
                "region_id": region_ids[one.region],
                "scheduled_at": one.scheduled_at,
                "message": one.outcome.message,
                "document": None if one.outcome.evidence is None else deflated(one.outcome.evidence),
            }
            for one in results
            if one.outcome.message or one.outcome.evidence is not None
        ]
        if rows:
            await self.connection.execute(insert_into(self.connection, evidence).on_conflict_do_nothing(), rows)

    async def set_last_good(self, results: Iterable[Result], region_ids: Mapping[str, int]) -> None:
        """Keep the evidence of good results in place of what was kept before for the same monitor and region."""
        rows = [
            {
                "monitor_id": one.monitor_id,
                "region_id": region_ids[one.region],
                "scheduled_at": one.scheduled_at,
                "document": deflated(one.outcome.evidence),
            }
            for one in results
            if one.outcome.evidence is not None
        ]
        if not rows:
            return
        statement = insert_into(self.connection, last_good)
        given = statement.excluded
        statement = statement.on_conflict_do_update(
            index_elements=[last_good.c.monitor_id, last_good.c.region_id],
            set_={"scheduled_at": given.scheduled_at, "document": given.document},
            where=last_good.c.scheduled_at < given.scheduled_at,
        )
        await self.connection.execute(statement, rows)

    async def get(self, workspace_id: int, monitor_id: int, region_name: str, scheduled_at: int) -> StoredEvidence:
        """Raise NotFound."""
        statement = (
            select(evidence.c.message, evidence.c.document)
            .join(monitor, monitor.c.id == evidence.c.monitor_id)
            .join(region, region.c.id == evidence.c.region_id)
            .where(
                *visible(workspace_id),
                evidence.c.monitor_id == monitor_id,
                region.c.name == region_name,
                evidence.c.scheduled_at == scheduled_at,
            )
        )
        row = (await self.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound(f"No evidence is kept for that result of monitor {monitor_id}.")
        return StoredEvidence(
            monitor_id, region_name, scheduled_at, row.message, None if row.document is None else inflated(row.document)
        )

    async def last_good(self, workspace_id: int, monitor_id: int) -> list[StoredEvidence]:
        """At most one per region."""
        statement = (
            select(region.c.name, last_good.c.scheduled_at, last_good.c.document)
            .join(monitor, monitor.c.id == last_good.c.monitor_id)
            .join(region, region.c.id == last_good.c.region_id)
            .where(*visible(workspace_id), last_good.c.monitor_id == monitor_id)
            .order_by(region.c.name)
        )
        rows = await self.connection.execute(statement)
        return [StoredEvidence(monitor_id, name, at, "", inflated(packed)) for name, at, packed in rows]
