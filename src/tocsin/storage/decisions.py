"""Decisions: why an incident paged, or why it did not, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import merge
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.trace import Outcome, Stage
from tocsin.storage.statements import chunks
from tocsin.storage.tables import alert_group, alert_member, decision

OF_A_GROUP = 0
"""The incident of lines about a whole group."""
ROWS_A_STATEMENT = 2_000


class StoredDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One stage's word at one moment (Unix ms). `id` is 0 until it is stored."""

    workspace_id: int
    incident_id: int
    group_id: int | None
    at: int
    stage: Stage
    outcome: Outcome
    reason: str
    summary: str
    id: int = 0


class DecisionRepository:
    """`add_many` is for the system, `of_incident` for users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add_many(self, decisions: Sequence[StoredDecision]) -> None:
        """In their order."""
        for some in chunks(decisions, ROWS_A_STATEMENT):
            await self.connection.execute(insert(decision), [_row_of(one) for one in some])

    async def of_incident(self, workspace_id: int, incident_id: int, *, limit: int = 500) -> list[StoredDecision]:
        """Those about itself and those about the groups that tell of it, oldest first."""
        is_mine = (decision.c.incident_id == incident_id, decision.c.workspace_id == workspace_id)
        # In a way that leaves SQLite only the index by group: by workspace, or by incident 0, it would read very many.
        groups = (
            select(alert_member.c.group_id)
            .join(alert_group, alert_group.c.id == alert_member.c.group_id)
            .where(alert_member.c.incident_id == incident_id, alert_group.c.workspace_id == workspace_id)
        )
        is_ours = (decision.c.group_id.in_(groups), decision.c.incident_id <= OF_A_GROUP)
        both = [select(decision).where(*one).order_by(decision.c.id).limit(limit) for one in (is_mine, is_ours)]
        found = [[_stored_of(row) for row in await self.connection.execute(some)] for some in both]
        return list(merge(*found, key=lambda one: one.id))[:limit]


def _row_of(one: StoredDecision) -> dict[str, object]:
    return {
        "workspace_id": one.workspace_id,
        "incident_id": one.incident_id,
        "group_id": one.group_id,
        "at": one.at,
        "stage": str(one.stage),
        "outcome": str(one.outcome),
        "reason": one.reason,
        "summary": one.summary,
    }


def _stored_of(row: Row[Any]) -> StoredDecision:
    return StoredDecision(
        id=row.id,
        workspace_id=row.workspace_id,
        incident_id=row.incident_id,
        group_id=row.group_id,
        at=row.at,
        stage=Stage(row.stage),
        outcome=Outcome(row.outcome),
        reason=row.reason,
        summary=row.summary,
    )
