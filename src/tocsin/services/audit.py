"""The audit trail, to be read and taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.configs import JsonObject
from tocsin.auth.permissions import Permission
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditFilter, AuditRepository, StoredAudit
from tocsin.storage.paging import Page

CHUNK = 500


async def page(parts: Parts, actor: Actor, where: AuditFilter, *, cursor: str | None, limit: int) -> Page[StoredAudit]:
    """Newest first."""
    actor.require(Permission.AUDIT_READ)
    async with parts.database.read() as connection:
        return await AuditRepository(connection).page(actor.workspace_id, where, cursor=cursor, limit=limit)


async def export(parts: Parts, actor: Actor, where: AuditFilter, form: str) -> AsyncIterator[list[StoredAudit]]:
    """All that there is at this moment, oldest first, a chunk at a time; that it was taken away is noted first.

    No transaction is open while the receiver takes its time.
    """
    actor.require(Permission.AUDIT_READ)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        repository = AuditRepository(connection)
        newest = (await repository.page(actor.workspace_id, where, limit=1)).items
        chosen = {name: value for name, value in msgspec.structs.asdict(where).items() if value is not None}
        detail: JsonObject = {"format": form, "where": chosen}
        await trail.note(repository, actor, now, "audit.exported", "audit", detail)
    return _chunks(parts, actor, where, newest[0].id if newest else 0)


async def _chunks(parts: Parts, actor: Actor, where: AuditFilter, last_id: int) -> AsyncIterator[list[StoredAudit]]:
    reached = 0
    while reached < last_id:
        async with parts.database.read() as connection:
            found = await AuditRepository(connection).after(actor.workspace_id, where, reached, CHUNK)
        if not found:
            return
        reached = found[-1].id
        yield [one for one in found if one.id <= last_id]
