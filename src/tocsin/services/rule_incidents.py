"""The incidents of rules: opened and ended with a line in their timelines, and alerting hears of it by the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tocsin.core.alerting.concern import Severity
from tocsin.core.records import (
    IncidentClosed,
    IncidentEvent,
    IncidentEventType,
    IncidentOpened,
    OutboxRecord,
    OutboxTopic,
)
from tocsin.core.transition import Reason
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Connection
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.rule_states import RuleStateRepository, StoredRuleState

_VERDICTS = {Severity.CRITICAL: Verdict.DOWN, Severity.WARNING: Verdict.DEGRADED}


@dataclass(frozen=True, slots=True)
class RuleBroken:
    """By which monitor, since when (Unix ms), and why."""

    workspace_id: int
    rule_id: int
    monitor_id: int
    at: int
    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class RuleOver:
    """What was opened of a rule ends `at` (Unix ms): it is kept again, or is not about the monitor any more."""

    workspace_id: int
    rule_id: int
    monitor_id: int
    incident_id: int
    at: int
    summary: str


async def open_incidents(connection: Connection, broken: Sequence[RuleBroken], now: int) -> list[int]:
    """Their ids, in the order of `broken`."""
    if not broken:
        return []
    incidents = IncidentRepository(connection)
    ids = await incidents.open_many([_opened(one) for one in broken])
    numbered = list(zip(ids, broken, strict=True))
    await incidents.add_events(
        [IncidentEvent(number, one.at, IncidentEventType.OPENED, one.summary) for number, one in numbered]
    )
    records = [_record(number, one, "opened", now) for number, one in numbered]
    await OutboxRepository(connection).add_many(records)
    return ids


async def end_incidents(connection: Connection, over: Sequence[RuleOver], now: int, actor: str | None = None) -> None:
    """Those that have ended already stay as they are."""
    if not over:
        return
    incidents = IncidentRepository(connection)
    lasting = {one.id for one in await incidents.get_many([one.incident_id for one in over]) if one.ended_at is None}
    ended = [one for one in over if one.incident_id in lasting]
    await incidents.close_many([IncidentClosed(one.incident_id, one.at) for one in ended])
    await incidents.add_events(
        [IncidentEvent(one.incident_id, one.at, IncidentEventType.CLOSED, one.summary, actor) for one in ended]
    )
    records = [_record(one.incident_id, one, "closed", now) for one in ended]
    await OutboxRepository(connection).add_many(records)


async def forget_states(
    connection: Connection, states: Collection[StoredRuleState], summary: str, now: int, actor: str | None = None
) -> None:
    """What was concluded holds no more, and its incidents end."""
    over = [
        RuleOver(one.workspace_id, one.rule_id, one.monitor_id, one.incident_id, now, summary)
        for one in states
        if one.incident_id is not None
    ]
    await end_incidents(connection, over, now, actor)
    await RuleStateRepository(connection).delete_many([one.key for one in states])


def _opened(broken: RuleBroken) -> IncidentOpened:
    return IncidentOpened(
        workspace_id=broken.workspace_id,
        monitor_id=broken.monitor_id,
        started_at=broken.at,
        severity=_VERDICTS[broken.severity],
        reason=Reason.THRESHOLD,
        summary=broken.summary,
        rule_id=broken.rule_id,
    )


def _record(incident_id: int, said: RuleBroken | RuleOver, what: str, now: int) -> OutboxRecord:
    return OutboxRecord(
        workspace_id=said.workspace_id,
        topic=OutboxTopic.INCIDENT,
        dedup_key=f"incident:{incident_id}:{what}",
        payload={
            "monitor_id": said.monitor_id,
            "incident_id": incident_id,
            "rule_id": said.rule_id,
            "at": said.at,
            "reason": Reason.THRESHOLD,
            "summary": said.summary,
        },
        created_at=now,
    )
