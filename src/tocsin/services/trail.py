"""The audit trail: every change says who made it, in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Collection

from tocsin.auth.actor import Actor
from tocsin.core.result import Json
from tocsin.storage.audit import AuditRepository

MOST_SINGLE_ENTRIES = 10_000
MOST_NAMED = 1000


async def note(
    trail: AuditRepository, actor: Actor, now: int, action: str, subject: str, detail: dict[str, Json] | None = None
) -> None:
    """`action` such as `monitor.updated`, `subject` such as `monitor:17`; no secret in `detail`."""
    await trail.add(actor.workspace_id, at=now, actor=actor.name, action=action, subject=subject, detail=detail or {})


async def note_monitors(
    trail: AuditRepository,
    actor: Actor,
    now: int,
    action: str,
    monitor_ids: Collection[int],
    detail: dict[str, Json] | None = None,
) -> None:
    """One entry per monitor; for very many of them a single one that counts and names them."""
    if len(monitor_ids) > MOST_SINGLE_ENTRIES:
        listed: list[Json] = [*sorted(monitor_ids)[:MOST_NAMED]]
        many: dict[str, Json] = {"count": len(monitor_ids), "first_ids": listed}
        await note(trail, actor, now, action, "monitors", {**(detail or {}), **many})
        return
    details = {f"monitor:{monitor_id}": detail or {} for monitor_id in monitor_ids}
    await trail.add_many(actor.workspace_id, at=now, actor=actor.name, action=action, details=details)
