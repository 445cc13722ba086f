"""Changes of state, each with its why."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.records import TransitionRecord
from tocsin.core.transition import Change
from tocsin.storage.paging import Page


class StoredTransition(msgspec.Struct, frozen=True):
    """A `TransitionRecord` with its id."""

    id: int
    workspace_id: int
    monitor_id: int
    change: Change
    incident_id: int | None


class TransitionRepository:
    """`insert_many` is for the system; the others ask for the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def insert_many(self, records: Sequence[TransitionRecord]) -> list[int]:
        """Return ids in the order of `records`. One that reaches back into closed hours makes them dirty."""
        raise NotImplementedError

    async def page(
        self,
        workspace_id: int,
        *,
        monitor_id: int | None = None,
        start: int | None = None,
        end: int | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[StoredTransition]:
        """Newest first."""
        raise NotImplementedError

    async def get(self, workspace_id: int, transition_id: int) -> StoredTransition:
        """Raise NotFound."""
        raise NotImplementedError

    async def latest_before(self, workspace_id: int, monitor_id: int, moment: int) -> StoredTransition | None:
        """The one that says which state held at `moment` (a change at that very moment included)."""
        raise NotImplementedError
