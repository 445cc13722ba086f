"""What a listener has missed, and which monitors it may hear of."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services.parts import Parts
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.transitions import StoredTransition, TransitionRepository

MOST_MISSED = 500


async def missed(parts: Parts, actor: Actor, last_transition_id: int) -> list[StoredTransition] | None:
    """Transitions since the one heard last, oldest first; None when they are too many to be told."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        repository = TransitionRepository(connection)
        found = await repository.after(actor.workspace_id, last_transition_id, limit=MOST_MISSED + 1)
    return found if len(found) <= MOST_MISSED else None


async def visible(parts: Parts, actor: Actor, monitor_ids: Collection[int]) -> set[int]:
    """Which of these monitors are the workspace's own."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await MonitorRepository(connection).existing(actor.workspace_id, monitor_ids)
