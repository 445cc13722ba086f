"""What availability is made from: transitions and marks, with day rollups in the middle of a long range."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.availability import Availability, Mark
from tocsin.core.verdict import Verdict


class History(msgspec.Struct, frozen=True):
    """Inputs of `core.availability`; `start` is the range's, or the monitor's creation when that is later."""

    start: int
    end: int
    initial: Verdict
    changes: list[tuple[int, Verdict]]
    marks: list[Mark]


class HistoryRepository:
    """Methods that take a workspace are for users, the others for the system."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def history(self, workspace_id: int, monitor_id: int, start: int, end: int) -> History:
        """Raise NotFound. At most some thousands of changes: for long ranges ask for `availability`."""
        raise NotImplementedError

    async def availability(self, workspace_id: int, monitor_id: int, start: int, end: int, now: int) -> Availability:
        """Exact to the millisecond over [start, min(end, now)), however long. Raise NotFound."""
        raise NotImplementedError
