"""Maintenance as it lies over monitors at a moment: it hides nothing of their state."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, and_, case, false, true
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.match import Subject, misfit
from tocsin.core.alerting.silence import Occurrence, SilenceKind
from tocsin.storage.matching import fitting
from tocsin.storage.monitor_rows import StoredMonitor
from tocsin.storage.silences import SilenceRepository


class Overlay(msgspec.Struct, frozen=True):
    """The maintenance windows of one workspace that hold."""

    occurrences: tuple[Occurrence, ...] = ()

    def over(self, monitor: StoredMonitor) -> Occurrence | None:
        """The one that ends last of those that match it."""
        if not self.occurrences:
            return None
        fields = monitor.fields
        subject = Subject(monitor.id, fields.name, fields.kind, fields.target, frozenset(fields.tags))
        matching = (one for one in self.occurrences if misfit(one.match, subject) is None)
        return max(matching, key=lambda one: (one.end, one.silence_id), default=None)

    def covers(self) -> ColumnElement[bool]:
        """Whether any of them matches, over table `monitor`."""
        if not self.occurrences:
            return false()
        # Not by OR: SQLite takes no expression that nests a thousand deep, as a long one does.
        matching = [(and_(true(), *fitting(one.match)), 1) for one in self.occurrences]
        return case(*matching, else_=0) == 1


async def overlay_at(connection: AsyncConnection, workspace_id: int, now: int) -> Overlay:
    held = await SilenceRepository(connection).holding([workspace_id], now, kind=SilenceKind.MAINTENANCE)
    return Overlay(tuple(held.get(workspace_id, ())))
