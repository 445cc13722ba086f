"""Pausing: no checks, and the time is left out of the availability by a mark that ends when the monitor is resumed."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.core.availability import Mark, MarkKind
from tocsin.services import trail
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.marks import MarkRepository
from tocsin.storage.monitors import MonitorRepository


async def begin(marks: MarkRepository, actor: Actor, monitor_ids: Collection[int], now: int) -> None:
    """From now on their time does not count."""
    mark = Mark(MarkKind.PAUSED, now, None)
    await marks.add(actor.workspace_id, monitor_ids, mark, note="", actor=actor.name, now=now)


async def end(marks: MarkRepository, actor: Actor, monitor_ids: Collection[int], now: int) -> None:
    await marks.close_open(actor.workspace_id, monitor_ids, MarkKind.PAUSED, now)


async def follow(
    marks: MarkRepository, actor: Actor, monitor_id: int, was_enabled: bool, is_enabled: bool, now: int
) -> None:
    """Keep the marks in step with an edit."""
    if was_enabled and not is_enabled:
        await begin(marks, actor, [monitor_id], now)
    elif is_enabled and not was_enabled:
        await end(marks, actor, [monitor_id], now)


async def switch(
    connection: Connection, actor: Actor, monitor_ids: Collection[int], enabled: bool, now: int
) -> list[int]:
    """Pause or resume those that are not so already; return their ids."""
    changed = await MonitorRepository(connection).set_enabled(actor.workspace_id, monitor_ids, enabled, now)
    if changed:
        marks = MarkRepository(connection)
        await (end if enabled else begin)(marks, actor, changed, now)
        action = "monitor.resumed" if enabled else "monitor.paused"
        detail = trail.change("enabled", not enabled, enabled)
        await trail.note_monitors(AuditRepository(connection), actor, now, action, changed, detail)
    return changed
