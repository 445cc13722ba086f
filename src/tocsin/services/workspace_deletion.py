"""Deleting a workspace: everything in it stops at once, and for some days it can be restored."""

from __future__ import annotations

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import Permission, Role
from tocsin.auth.person import Person
from tocsin.core.availability import Mark, MarkKind
from tocsin.core.errors import Conflict, FieldError, NotFound, ValidationFailed
from tocsin.core.messages import MonitorsChanged, PingKeysChanged, Topic
from tocsin.services import trail
from tocsin.services.parts import Parts
from tocsin.services.workspaces import OwnWorkspace, require_room, restorable_until, stored_of, subject_of
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.marks import MarkRepository
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.monitor_lists import MonitorFilter, MonitorListRepository
from tocsin.storage.monitors import MonitorRepository
from tocsin.storage.workspaces import WorkspaceRepository

MOST_NAMED = 10_000
"""Monitors that are announced one by one; of more of them all processes read everything again."""
EVERY = MonitorFilter()


async def delete(parts: Parts, actor: Actor, person: Person, name: str) -> OwnWorkspace:
    """Everything in it stops at once; for some days it can be restored. `name` proves that this one is meant.

    Raise ReauthenticationRequired, ValidationFailed, NotFound.
    """
    actor.require(Permission.WORKSPACE_OWN)
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        stored = await stored_of(connection, actor)
        if name != stored.name:
            raise ValidationFailed(
                "This is not the name of the workspace that would be deleted.",
                errors=[FieldError("/name", f"must be the workspace's name, {stored.name!r}")],
            )
        # What is remembered of the caller may be some seconds old.
        is_owner = await MembershipRepository(connection).owner_of(stored.id) == person.user_id
        if not is_owner or not await WorkspaceRepository(connection).delete(stored.id, now):
            raise NotFound(f"There is no workspace {stored.id} that you own.")
        monitors = await MonitorListRepository(connection).matching_ids(actor.workspace_id, EVERY, now)
        detail = trail.change("deleted", False, True) | {"name": name, "monitors": len(monitors)}
        subject = subject_of(actor.workspace_id)
        await trail.note(AuditRepository(connection), actor, now, "workspace.deleted", subject, detail)
    await _announce(parts, actor.workspace_id, monitors)
    until = restorable_until(parts, now)
    return OwnWorkspace(id=stored.id, name=name, role=Role.OWNER, deleted_at=now, restorable_until=until)


async def restore(parts: Parts, person: Person, workspace_id: int) -> OwnWorkspace:
    """With all that was in it; the time in which it was deleted counts as paused.

    Raise NotFound, also when it is too late, and Conflict when it is not deleted or they own as many as they may.
    """
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        stored = await MembershipRepository(connection).get(workspace_id, person.user_id)
        if stored is None or stored.role != Role.OWNER:
            raise NotFound(f"There is no workspace {workspace_id} that you own.")
        deleted_at = stored.workspace_deleted_at
        if deleted_at is None:
            raise Conflict("This workspace is not deleted.")
        await require_room(parts, connection, person.user_id, is_restored=True)
        is_in_time = now < restorable_until(parts, deleted_at)
        if not is_in_time or not await WorkspaceRepository(connection).restore(workspace_id):
            raise NotFound("It is too late: this workspace cannot be restored any more.")
        actor = msgspec.structs.replace(person, roles={workspace_id: Role.OWNER}).actor_in(workspace_id)
        monitors = await _resume(connection, actor, deleted_at, now)
        detail, subject = trail.change("deleted", True, False), subject_of(workspace_id)
        await trail.note(AuditRepository(connection), actor, now, "workspace.restored", subject, detail)
    await _announce(parts, workspace_id, monitors)
    return OwnWorkspace(id=workspace_id, name=stored.workspace_name, role=Role.OWNER)


async def _resume(connection: Connection, actor: Actor, deleted_at: int, now: int) -> list[int]:
    """All its monitors. Nobody looked at them meanwhile, so that this time says nothing of their availability."""
    lists = MonitorListRepository(connection)
    watched = await lists.matching_ids(actor.workspace_id, MonitorFilter(enabled=True), now)
    if watched and deleted_at < now:
        mark = Mark(MarkKind.PAUSED, deleted_at, now)
        note = "The workspace was deleted."
        await MarkRepository(connection).add(actor.workspace_id, watched, mark, note=note, actor=actor.name, now=now)
    # As after a pause: what was due meanwhile, when no ping was let in, is awaited no more.
    for is_enabled in (False, True):
        await MonitorRepository(connection).set_enabled(actor.workspace_id, watched, is_enabled, now)
    return await lists.matching_ids(actor.workspace_id, EVERY, now)


async def _announce(parts: Parts, workspace_id: int, monitor_ids: list[int]) -> None:
    """What is known of keys, of sessions and of monitors is out of date."""
    await parts.memory.changed()
    if len(monitor_ids) > MOST_NAMED:
        await parts.bus.broadcast(Topic.MONITORS, MonitorsChanged(()))
    else:
        await parts.announce(monitor_ids)
    await parts.bus.broadcast(Topic.MONITORS, PingKeysChanged(workspace_id))
