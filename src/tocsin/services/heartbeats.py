"""How pushed monitors stand with their pings: what is remembered of each, seen in the light of what it expects."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tocsin.core.heartbeat_status import HeartbeatStatus, heartbeat_status
from tocsin.core.ping import PushMemory
from tocsin.probes import pushed_kind
from tocsin.services.monitor_fields import config_model
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.monitors import StoredMonitor
from tocsin.storage.push_states import PushStateRepository


async def statuses(
    parts: Parts, connection: Connection, monitors: Iterable[StoredMonitor], now: int
) -> dict[int, HeartbeatStatus]:
    """By id, of those that are pushed to, in one statement; one whose configuration is fit no more is left out."""
    pushed = {one.id: one for one in monitors if pushed_kind(one.fields.kind) is not None}
    if not pushed:
        return {}
    records = await PushStateRepository(connection).get_many(pushed)
    found = {}
    for monitor_id, monitor in pushed.items():
        kind, config = pushed_kind(monitor.fields.kind), config_model(monitor.fields, parts.box)
        if kind is not None and config is not None:
            record = records.get(monitor_id)
            memory = record.memory if record is not None else PushMemory()
            memory = memory if monitor.fields.enabled else _unawaited(memory)
            found[monitor_id] = heartbeat_status(memory, kind.expectation(config), now)
    return found


def _unawaited(memory: PushMemory) -> PushMemory:
    """Of a paused monitor: its pings are kept, and nobody waits for the next."""
    return replace(memory, expected_at=0, runs=(), is_late=False)
