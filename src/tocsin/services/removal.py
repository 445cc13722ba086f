"""Deleting monitors: what is open of them, or held against them, ends, and their ping keys are free again."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.core.records import IncidentClosed, IncidentEvent, IncidentEventType, OutboxRecord, OutboxTopic
from tocsin.core.verdict import Verdict
from tocsin.storage.database import Connection
from tocsin.storage.flaps import FlapRepository
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.incidents import IncidentRepository, StoredIncident
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.outbox import OutboxRepository
from tocsin.storage.ping_keys import PingKeyRepository
from tocsin.storage.rule_states import RuleStateRepository

_SAID = "The monitor was deleted"


async def remove(connection: Connection, actor: Actor, monitor_ids: Collection[int], now: int) -> list[int]:
    """Delete those that exist and end their incidents; return their ids."""
    removed = await MonitorRepository(connection).delete(actor.workspace_id, monitor_ids, now)
    await PingKeyRepository(connection).delete(actor.workspace_id, removed)
    await HookProblemRepository(connection).forget_monitors(removed)
    await FlapRepository(connection).delete_many(removed)
    incidents = IncidentRepository(connection)
    ended = await incidents.open_of(removed)
    await incidents.close_many([IncidentClosed(one.id, now) for one in ended])
    await incidents.add_events(
        [IncidentEvent(one.id, now, IncidentEventType.CLOSED, _SAID, actor.name) for one in ended]
    )
    await RuleStateRepository(connection).forget_monitors(removed)
    await OutboxRepository(connection).add_many([_outbox_record(one, now) for one in ended])
    return removed


def _outbox_record(ended: StoredIncident, now: int) -> OutboxRecord:
    """Whoever was told of it is to hear that it goes on no more."""
    return OutboxRecord(
        workspace_id=ended.workspace_id,
        topic=OutboxTopic.INCIDENT,
        dedup_key=f"incident:{ended.id}:closed",
        payload={
            "monitor_id": ended.monitor_id,
            "incident_id": ended.id,
            "from": ended.severity.word,
            "to": Verdict.UNKNOWN.word,
            "at": now,
            "reason": "monitor_deleted",
            "summary": _SAID,
        },
        created_at=now,
    )
