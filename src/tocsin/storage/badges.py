"""What badges show of a monitor. Whoever looks at one has no workspace: only the monitor's id is known."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.heartbeat_status import HeartbeatWord, heartbeat_word
from tocsin.core.ping import PushMemory
from tocsin.core.verdict import Verdict
from tocsin.storage.monitor_rows import tags_of
from tocsin.storage.overlays import Overlay, overlay_at
from tocsin.storage.tables import monitor, monitor_state, ping_key, push_state
from tocsin.storage.workspaces import is_living

MOST_PUBLIC = 10_000


class BadgeSubject(msgspec.Struct, frozen=True, kw_only=True):
    """A monitor as a badge shows it. `is_late` and `last_duration_ms` are told of monitors that are pushed to."""

    id: int
    workspace_id: int
    name: str
    is_public: bool
    is_paused: bool
    is_in_maintenance: bool = False
    state: Verdict
    is_late: bool = False
    last_duration_ms: int | None = None
    certificate_expires_at: int | None = None
    degraded_latency_ms: int | None = None
    degraded_certificate_days: int | None = None


class PublicMonitor(msgspec.Struct, frozen=True):
    """By what a monitor may be found that anybody may see. `slug` is of those that are pushed to."""

    id: int
    name: str
    slug: str | None
    tags: tuple[str, ...]


_SUBJECT = (
    select(
        monitor.c.id,
        monitor.c.workspace_id,
        monitor.c.name,
        monitor.c.is_public,
        monitor.c.enabled,
        monitor.c.degraded_latency_ms,
        monitor.c.degraded_certificate_days,
        monitor_state.c.state,
        monitor_state.c.certificate_expires_at,
        push_state.c.document,
    )
    .join(monitor_state, monitor_state.c.monitor_id == monitor.c.id)
    .outerjoin(push_state, push_state.c.monitor_id == monitor.c.id)
    .where(monitor.c.id == bindparam("monitor_id"), monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
)
"""Made once: that takes half as long as it takes to ask."""
_MEMORY = msgspec.msgpack.Decoder(PushMemory)


class BadgeRepository:
    """Knows every workspace: who may see what is for the caller to decide, by `is_public` or by a signature."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def find(self, monitor_id: int, now: int) -> BadgeSubject | None:
        """None when there is no such monitor, or not any more, or when its workspace is deleted."""
        row = (await self.connection.execute(_SUBJECT, {"monitor_id": monitor_id})).one_or_none()
        if row is None:
            return None
        overlay = await overlay_at(self.connection, row.workspace_id, now)
        return _subject(row, now, is_in_maintenance=await self._is_under(overlay, monitor_id))

    async def _is_under(self, overlay: Overlay, monitor_id: int) -> bool:
        if not overlay.occurrences:
            return False
        statement = select(monitor.c.id).where(monitor.c.id == monitor_id, overlay.covers())
        return (await self.connection.execute(statement)).one_or_none() is not None

    async def public(self) -> list[PublicMonitor]:
        """The oldest ones, up to ten thousand."""
        statement = (
            select(monitor.c.id, monitor.c.name, ping_key.c.slug)
            .outerjoin(ping_key, ping_key.c.monitor_id == monitor.c.id)
            .where(monitor.c.is_public, monitor.c.deleted_at.is_(None), is_living(monitor.c.workspace_id))
            .order_by(monitor.c.id)
            .limit(MOST_PUBLIC)
        )
        rows = (await self.connection.execute(statement)).all()
        tags = await tags_of(self.connection, [row.id for row in rows])
        return [PublicMonitor(row.id, row.name, row.slug, tags.get(row.id, ())) for row in rows]


def _subject(row: Any, now: int, *, is_in_maintenance: bool) -> BadgeSubject:
    memory = PushMemory() if row.document is None else _MEMORY.decode(row.document)
    return BadgeSubject(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        is_public=bool(row.is_public),
        is_paused=not row.enabled,
        is_in_maintenance=is_in_maintenance,
        state=Verdict(row.state),
        is_late=heartbeat_word(memory, now) == HeartbeatWord.LATE,
        last_duration_ms=memory.last_duration_ms,
        certificate_expires_at=row.certificate_expires_at,
        degraded_latency_ms=row.degraded_latency_ms,
        degraded_certificate_days=row.degraded_certificate_days,
    )
