"""Deleting monitors: what is open of them, or held against them, ends, and their ping keys are free again."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.core.records import IncidentClosed, IncidentEvent, IncidentEventType
from tocsin.storage.database import Connection
from tocsin.storage.hook_problems import HookProblemRepository
from tocsin.storage.incidents import IncidentRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.ping_keys import PingKeyRepository


async def remove(connection: Connection, actor: Actor, monitor_ids: Collection[int], now: int) -> list[int]:
    """Delete those that exist and end their incidents; return their ids."""
    removed = await MonitorRepository(connection).delete(actor.workspace_id, monitor_ids, now)
    await PingKeyRepository(connection).delete(actor.workspace_id, removed)
    await HookProblemRepository(connection).forget_monitors(removed)
    incidents = IncidentRepository(connection)
    open_ids = await incidents.open_ids() if removed else {}
    ended = [open_ids[monitor_id] for monitor_id in removed if monitor_id in open_ids]
    await incidents.close_many([IncidentClosed(incident_id, now) for incident_id in ended])
    summary = "The monitor was deleted"
    await incidents.add_events(
        [IncidentEvent(one, now, IncidentEventType.CLOSED, summary, actor.name) for one in ended]
    )
    return removed
