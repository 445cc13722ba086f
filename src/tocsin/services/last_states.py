"""What was last said or seen of monitors, for those who only want to know that."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services.parts import Parts
from tocsin.storage.last_states import LastState, LastStateRepository, SeenState


async def one(parts: Parts, actor: Actor, monitor_id: int) -> LastState:
    """Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await LastStateRepository(connection).get(actor.workspace_id, monitor_id)


async def newest(parts: Parts, actor: Actor, tags: Collection[str] = ()) -> list[LastState]:
    """Newest first, ten thousand at most: those of which something is known and that carry all the tags."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        return await LastStateRepository(connection).newest(actor.workspace_id, tags)


async def history(
    parts: Parts, actor: Actor, monitor_id: int, *, skip: int, limit: int
) -> tuple[LastState, list[SeenState]]:
    """The monitor, and what its results said, newest first. Raise NotFound."""
    actor.require(Permission.MONITORS_READ)
    async with parts.database.read() as connection:
        repository = LastStateRepository(connection)
        state = await repository.get(actor.workspace_id, monitor_id)
        return state, await repository.history(actor.workspace_id, monitor_id, skip=skip, limit=limit)
