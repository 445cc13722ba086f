"""States that are posted: somebody, or some other system, says what a monitor is."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.core.errors import Conflict
from tocsin.core.ping import Origin, Ping, Signal
from tocsin.core.verdict import Verdict
from tocsin.probes import pushed_kind
from tocsin.services.parts import Parts
from tocsin.services.receipts import new_id
from tocsin.storage.monitors import MonitorRepository, StoredMonitor


@dataclass(frozen=True, slots=True)
class PostedState:
    """What is said, in so many words, and by whom. `message` has at most `MOST_MESSAGE_CHARACTERS`."""

    verdict: Verdict
    message: str
    origin: Origin


async def post(parts: Parts, actor: Actor, monitor_id: int, posted: PostedState) -> StoredMonitor:
    """Return once it is committed with all that it leads to. A paused monitor keeps it as a ping, and its state.

    Raise NotFound, Conflict (the monitor is not pushed to), Unavailable and TooManyRequests (worth a retry).
    """
    actor.require(Permission.MONITORS_WRITE)
    async with parts.database.read() as connection:
        stored = await MonitorRepository(connection).get(actor.workspace_id, monitor_id)
    _require_pushed(stored)
    await parts.receipts.submit([_ping(monitor_id, posted, parts.clock.now_ms())])
    return stored


def _require_pushed(stored: StoredMonitor) -> None:
    kind = stored.fields.kind
    if pushed_kind(kind) is None:
        raise Conflict(f"No state can be posted to a monitor of the kind {kind}: Tocsin looks at it itself.")


def _ping(monitor_id: int, posted: PostedState, now: int) -> Ping:
    return Ping(
        id=new_id(),
        monitor_id=monitor_id,
        at=now,
        signal=Signal.STATE,
        verdict=posted.verdict,
        message=posted.message,
        origin=posted.origin,
    )
