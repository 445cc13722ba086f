"""Workspaces: made, listed, shown, renamed, left, handed over."""

from __future__ import annotations

import msgspec

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Permission, Role
from tocsin.auth.person import Person
from tocsin.core.accounts import DAY_MS
from tocsin.core.errors import Conflict, NotFound
from tocsin.services import rotations, trail
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.memberships import MembershipRepository, StoredMembership
from tocsin.storage.users import UserRepository
from tocsin.storage.workspaces import StoredWorkspace, WorkspaceRepository

DELETED_PER_LIVING = 4
"""Deleted workspaces that one user may leave behind at a time, as a multiple of those they may own."""


class OwnWorkspace(msgspec.Struct, frozen=True, kw_only=True):
    """A workspace that somebody belongs to. Of a deleted one: until when (Unix ms) its owner may restore it."""

    id: int
    name: str
    role: Role
    deleted_at: int | None = None
    restorable_until: int | None = None


class ShownWorkspace(msgspec.Struct, frozen=True, kw_only=True):
    """The workspace at hand, and what the caller is in it; an API key has no role."""

    id: int
    name: str
    created_at: int
    members: int
    role: Role | None
    permissions: frozenset[Permission]


async def list_own(parts: Parts, person: Person) -> list[OwnWorkspace]:
    """By ascending id. Deleted ones are for their owners alone."""
    async with parts.database.read() as connection:
        found = await MembershipRepository(connection).of_user(person.user_id)
    now = parts.clock.now_ms()
    return [one for one in (_own(parts, stored) for stored in found) if _is_listed(one, now)]


async def create(parts: Parts, person: Person, name: str) -> OwnWorkspace:
    """Whoever makes it owns it. Raise Conflict when they own as many as they may."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await require_room(parts, connection, person.user_id)
        made = await found(connection, name, person.user_id, person.actor_name, person.client.address, now)
    await parts.memory.changed()
    return OwnWorkspace(id=made.id, name=made.name, role=Role.OWNER)


async def found(
    connection: Connection, name: str, user_id: int, actor_name: str, address: str, now: int
) -> StoredWorkspace:
    """A workspace and its owner, in the caller's transaction; the caller says so to `parts.memory` afterwards."""
    made = await WorkspaceRepository(connection).create(name, now)
    await MembershipRepository(connection).add(made.id, user_id, Role.OWNER, now)
    actor = Actor(made.id, actor_name, PERMISSIONS_OF_ROLE[Role.OWNER], user_id, address)
    await trail.note(AuditRepository(connection), actor, now, "workspace.created", subject_of(made.id), {"name": name})
    return made


async def get(parts: Parts, actor: Actor) -> ShownWorkspace:
    actor.require(Permission.WORKSPACE_READ)
    async with parts.database.read() as connection:
        stored = await stored_of(connection, actor)
        members = MembershipRepository(connection)
        own = None if actor.user_id is None else await members.get(actor.workspace_id, actor.user_id)
        return ShownWorkspace(
            id=stored.id,
            name=stored.name,
            created_at=stored.created_at,
            members=await members.count(actor.workspace_id),
            role=None if own is None else Role(own.role),
            permissions=actor.permissions,
        )


async def rename(parts: Parts, actor: Actor, name: str) -> ShownWorkspace:
    """Others may have this name too."""
    actor.require(Permission.WORKSPACE_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        before = (await stored_of(connection, actor)).name
        if name != before:
            await WorkspaceRepository(connection).rename(actor.workspace_id, name)
            detail = trail.change("name", before, name)
            subject = subject_of(actor.workspace_id)
            await trail.note(AuditRepository(connection), actor, now, "workspace.renamed", subject, detail)
    return await get(parts, actor)


async def leave(parts: Parts, person: Person, workspace_id: int) -> None:
    """Raise NotFound, and Conflict for the owner."""
    actor = person.actor_in(workspace_id)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        members = MembershipRepository(connection)
        if await members.owner_of(workspace_id) == person.user_id:
            raise Conflict("You own this workspace: hand it over or delete it first.")
        await members.remove(workspace_id, person.user_id)
        revoked = await InvitationRepository(connection).revoke_pending(workspace_id, now, inviter_id=person.user_id)
        detail = trail.change("role", person.roles[workspace_id], None) | {"invitations_revoked": [*revoked]}
        await trail.note(AuditRepository(connection), actor, now, "member.left", f"user:{person.user_id}", detail)
        await rotations.leave(connection, actor, person.user_id, now)
    await parts.memory.changed()


async def transfer(parts: Parts, actor: Actor, person: Person, user_id: int) -> None:
    """Make a member the owner; who was it becomes an admin.

    Raise ReauthenticationRequired, NotFound when this is no member, and Conflict when they cannot own it.
    """
    actor.require(Permission.WORKSPACE_OWN)
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        members = MembershipRepository(connection)
        heir = await members.get(actor.workspace_id, user_id)
        if heir is None:
            raise NotFound("There is no such member.")
        if heir.is_disabled:
            raise Conflict(f"The account of {heir.email} is disabled.")
        if user_id != person.user_id:
            await require_room(parts, connection, user_id)
        await members.transfer(actor.workspace_id, person.user_id, user_id)
        detail = trail.change("owner", person.email, heir.email)
        subject = subject_of(actor.workspace_id)
        await trail.note(AuditRepository(connection), actor, now, "workspace.transferred", subject, detail)
    await parts.memory.changed()


async def require_room(parts: Parts, connection: Connection, user_id: int, *, is_restored: bool = False) -> None:
    """Raise Conflict when this user owns as many as they may, or has deleted very many lately."""
    await UserRepository(connection).hold(user_id)
    members = MembershipRepository(connection)
    most = parts.accounts.workspaces_per_user
    if await members.owned(user_id) >= most:
        raise Conflict(
            f"A user may own {most} workspaces on this server, and this one does: hand one over or delete one first."
        )
    owned = [one for one in await members.of_user(user_id) if one.role == Role.OWNER]
    if not is_restored and len(owned) >= most * (1 + DELETED_PER_LIVING):
        days = parts.accounts.deleted_workspace_days
        raise Conflict(f"Very many workspaces were deleted within {days} days: restore one, or wait.")


async def stored_of(connection: Connection, actor: Actor) -> StoredWorkspace:
    stored = await WorkspaceRepository(connection).get(actor.workspace_id)
    if stored is None or stored.deleted_at is not None:
        raise NotFound(f"There is no workspace {actor.workspace_id}.")
    return stored


def restorable_until(parts: Parts, deleted_at: int) -> int:
    return deleted_at + parts.accounts.deleted_workspace_days * DAY_MS


def subject_of(workspace_id: int) -> str:
    return f"workspace:{workspace_id}"


def _own(parts: Parts, stored: StoredMembership) -> OwnWorkspace:
    deleted_at = stored.workspace_deleted_at
    return OwnWorkspace(
        id=stored.workspace_id,
        name=stored.workspace_name,
        role=Role(stored.role),
        deleted_at=deleted_at,
        restorable_until=None if deleted_at is None else restorable_until(parts, deleted_at),
    )


def _is_listed(one: OwnWorkspace, now: int) -> bool:
    return one.restorable_until is None or (one.role == Role.OWNER and now < one.restorable_until)
