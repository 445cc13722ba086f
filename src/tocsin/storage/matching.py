"""Which monitors a matcher fits, asked of the database: the same ones that `core.alerting.match.misfit` lets pass."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.alerting.match import Match
from tocsin.storage.monitor_rows import visible
from tocsin.storage.tables import monitor, monitor_tag


class MatchedMonitor(msgspec.Struct, frozen=True, gc=False):
    """One that fits, since when there is it, and when it was edited last (Unix ms)."""

    id: int
    created_at: int
    updated_at: int


class MatchingRepository:
    """What a matcher says of incidents (their concern, their severity) is not asked here."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def count(self, workspace_id: int, match: Match) -> int:
        statement = select(func.count()).select_from(monitor).where(*visible(workspace_id), *fitting(match))
        counted: int = (await self.connection.execute(statement)).scalar_one()
        return counted

    async def some(self, workspace_id: int, match: Match, *, after: int, limit: int) -> list[MatchedMonitor]:
        """Of those whose ids are larger than `after`, the first, by ascending id."""
        statement = (
            select(monitor.c.id, monitor.c.created_at, monitor.c.updated_at)
            .where(*visible(workspace_id), monitor.c.id > after, *fitting(match))
            .order_by(monitor.c.id)
            .limit(limit)
        )
        return [MatchedMonitor(*row) for row in await self.connection.execute(statement)]


def fitting(match: Match) -> list[ColumnElement[bool]]:
    """Conditions over table `monitor`, all of which must hold."""
    found: list[ColumnElement[bool]] = []
    if match.monitor_ids:
        found.append(monitor.c.id.in_(sorted(match.monitor_ids)))
    if match.names:
        found.append(or_(*(monitor.c.sort_name.like(_like(name), escape="\\") for name in match.names)))
    if match.kinds:
        found.append(monitor.c.kind.in_(sorted(match.kinds)))
    found += [monitor.c.id.in_(_tagged(monitor_tag.c.tag == tag)) for tag in sorted(match.tags)]
    if match.any_tags:
        found.append(monitor.c.id.in_(_tagged(monitor_tag.c.tag.in_(sorted(match.any_tags)))))
    if match.without_tags:
        found.append(monitor.c.id.not_in(_tagged(monitor_tag.c.tag.in_(sorted(match.without_tags)))))
    return found


def _tagged(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(monitor_tag.c.monitor_id).where(condition)


_TO_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_", "*": "%", "?": "_"})


def _like(name: str) -> str:
    """`sort_name` is the name, its case folded."""
    return name.casefold().translate(_TO_LIKE)
