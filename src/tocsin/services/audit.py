"""The audit trail, to be read."""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditFilter, AuditRepository, StoredAudit
from tocsin.storage.paging import Page


async def page(parts: Parts, actor: Actor, *, subject: str | None, cursor: str | None, limit: int) -> Page[StoredAudit]:
    """Newest first."""
    actor.require(Permission.AUDIT_READ)
    async with parts.database.read() as connection:
        repository = AuditRepository(connection)
        return await repository.page(actor.workspace_id, AuditFilter(subject=subject), cursor=cursor, limit=limit)
