"""Members of a workspace: listed, given another role, removed. What changes holds from the next request on.

The owner stays until the workspace is handed over. Nobody gives a role that may do more than they may themselves, and
nobody changes their own.
"""

from __future__ import annotations

from tocsin.auth.actor import Actor
from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Permission, Role
from tocsin.core.errors import Conflict, FieldError, NotFound, PermissionDenied, ValidationFailed
from tocsin.core.result import Json
from tocsin.services import rotations, trail
from tocsin.services.parts import Parts
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.invitations import InvitationRepository
from tocsin.storage.memberships import MembershipRepository, StoredMembership


async def list_all(parts: Parts, actor: Actor) -> list[StoredMembership]:
    """Those who came first first."""
    actor.require(Permission.WORKSPACE_READ)
    async with parts.database.read() as connection:
        return await MembershipRepository(connection).of_workspace(actor.workspace_id)


async def change_role(parts: Parts, actor: Actor, user_id: int, role: Role) -> StoredMembership:
    """Raise ValidationFailed, PermissionDenied, NotFound, and Conflict for the owner."""
    actor.require(Permission.MEMBERS_WRITE)
    require_giveable(actor, role)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        members = MembershipRepository(connection)
        before = await _member(connection, actor, user_id)
        if user_id == actor.user_id:
            raise PermissionDenied("Nobody changes their own role: somebody else who manages members has to.")
        await members.set_role(actor.workspace_id, user_id, role)
        if before.role != role:
            detail = {"email": before.email, **trail.change("role", before.role, role)}
            detail |= await withdraw_invitations(connection, before, role, now)
            audit = AuditRepository(connection)
            await trail.note(audit, actor, now, "member.role_changed", f"user:{user_id}", detail)
        after = await _member(connection, actor, user_id)
    await parts.memory.changed()
    return after


async def remove(parts: Parts, actor: Actor, user_id: int) -> None:
    """The user keeps the account and other workspaces. Raise NotFound, and Conflict for the owner and for oneself."""
    actor.require(Permission.MEMBERS_WRITE)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        before = await _member(connection, actor, user_id)
        if user_id == actor.user_id:
            raise Conflict(f"This is you: leave by POST /api/v1/workspaces/{actor.workspace_id}/leave.")
        await MembershipRepository(connection).remove(actor.workspace_id, user_id)
        detail = {"email": before.email, **trail.change("role", before.role, None)}
        detail |= await withdraw_invitations(connection, before, None, now)
        await trail.note(AuditRepository(connection), actor, now, "member.removed", f"user:{user_id}", detail)
        await rotations.leave(connection, actor, user_id, now)
    await parts.memory.changed()


def require_giveable(actor: Actor, role: Role) -> None:
    """Raise ValidationFailed for the owner's role, and for one that may do more than the caller."""
    beyond = sorted(PERMISSIONS_OF_ROLE[role] - actor.permissions)
    if role == Role.OWNER:
        text = "must be another one: a workspace is handed over by POST /api/v1/workspace/transfer"
    elif beyond:
        text = f"must be one that may do no more than you: {', '.join(beyond)} is beyond you"
    else:
        return
    raise ValidationFailed("This role is not yours to give.", errors=[FieldError("/role", text)])


async def withdraw_invitations(
    connection: Connection, member: StoredMembership, role: Role | None, now: int
) -> dict[str, Json]:
    """The open invitations of somebody who may invite nobody any more: a way back in that they would have kept."""
    may_invite = role is not None and Permission.MEMBERS_WRITE in PERMISSIONS_OF_ROLE[role]
    if may_invite:
        return {}
    invitations = InvitationRepository(connection)
    revoked = await invitations.revoke_pending(member.workspace_id, now, inviter_id=member.user_id)
    return {"invitations_revoked": [*revoked]} if revoked else {}


async def _member(connection: Connection, actor: Actor, user_id: int) -> StoredMembership:
    found = await MembershipRepository(connection).get(actor.workspace_id, user_id)
    if found is None:
        raise NotFound("There is no such member.")
    return found
