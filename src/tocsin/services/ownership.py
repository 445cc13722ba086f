"""Whose a workspace is, as the operator decides: for when its owner has gone, and nobody else may hand it over."""

from __future__ import annotations

from tocsin.auth.permissions import Role
from tocsin.core.errors import Conflict
from tocsin.services import trail
from tocsin.services.operators import Operator, held_user, workspace_called
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.workspaces import StoredWorkspace, WorkspaceRepository


async def make_owner(operator: Operator, email: str, workspace: str | None) -> StoredWorkspace:
    """The user, who need be no member yet, owns the workspace; who did becomes an admin.

    However many one may own. Raise NotFound, and Conflict for who is disabled or owns it already.
    """
    now = operator.clock.now_ms()
    async with operator.database.write() as connection:
        found = await workspace_called(connection, workspace)
        await WorkspaceRepository(connection).hold(found.id)
        heir = await held_user(connection, email)
        if heir.disabled_at is not None:
            raise Conflict("This user is disabled: enable them first.")
        former = await _hand_over(connection, found.id, heir.id, now)
        await AuditRepository(connection).add(
            found.id,
            at=now,
            actor=operator.name,
            action="workspace.transferred",
            subject=f"workspace:{found.id}",
            detail=trail.change("owner", former, heir.email),
        )
    return found


async def _hand_over(connection: Connection, workspace_id: int, heir_id: int, now: int) -> str | None:
    """Whose it was, by address; None where it was nobody's."""
    members = MembershipRepository(connection)
    owner_id, is_member = await members.owner_of(workspace_id), await members.get(workspace_id, heir_id) is not None
    if owner_id is None:
        if is_member:
            await members.remove(workspace_id, heir_id)
        await members.add(workspace_id, heir_id, Role.OWNER, now)
        return None
    if not is_member:
        await members.add(workspace_id, heir_id, Role.ADMIN, now)
    await members.transfer(workspace_id, owner_id, heir_id)
    former = await members.get(workspace_id, owner_id)
    return former.email if former is not None else None
