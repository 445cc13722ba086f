"""What the operator does, by the command line: on the database itself, with nobody's leave, and told in the trail."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from tocsin.auth.configs import JsonObject
from tocsin.core.clock import Clock, SystemClock
from tocsin.core.errors import Conflict, NotFound
from tocsin.services.trail import NO_WORKSPACE
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection, Database
from tocsin.storage.memberships import OWNER, MembershipRepository, StoredMembership
from tocsin.storage.users import StoredUser, UserRepository
from tocsin.storage.workspaces import StoredWorkspace, WorkspaceRepository


@dataclass(frozen=True, slots=True)
class Operator:
    """Who does it, as the audit trail shows them, such as `cli:root`."""

    database: Database
    name: str
    clock: Clock = field(default_factory=SystemClock)


class ListedUser(msgspec.Struct, frozen=True):
    """A user, and where they belong; deleted workspaces are among it."""

    user: StoredUser
    memberships: list[StoredMembership]

    @property
    def owned(self) -> list[StoredMembership]:
        """Of workspaces that are not deleted."""
        return [one for one in self.memberships if one.role == OWNER and one.workspace_deleted_at is None]


async def workspace_called(connection: Connection, wanted: str | None) -> StoredWorkspace:
    """By its id or its name; the only one for None. Raise NotFound, and Conflict with those that could be meant."""
    living = await WorkspaceRepository(connection).all()
    found = [one for one in living if wanted in {None, str(one.id)}]
    found = found or [one for one in living if one.name == wanted]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.id} ({one.name})" for one in (found or living)[:20])
    if not found:
        raise NotFound(f"There is no such workspace. There are: {known or 'none'}.")
    raise Conflict(f"Say which workspace, by its id: {known}.")


async def found_user(connection: Connection, email: str) -> StoredUser:
    """Raise NotFound."""
    user = await UserRepository(connection).by_email(email)
    if user is None:
        raise NotFound(f"There is no user with the address {email}.")
    return user


async def held_user(connection: Connection, email: str) -> StoredUser:
    """As it is now; nobody else changes it until the transaction ends. Raise NotFound."""
    user = await found_user(connection, email)
    await UserRepository(connection).hold(user.id)
    return await found_user(connection, email)


async def listed(connection: Connection, user: StoredUser) -> ListedUser:
    return ListedUser(user, await MembershipRepository(connection).of_user(user.id))


async def note(
    connection: Connection,
    operator: Operator,
    listed: ListedUser,
    now: int,
    action: str,
    detail: JsonObject | None = None,
) -> None:
    """In each workspace that lets the user in, for it is at stake there."""
    living = [one.workspace_id for one in listed.memberships if one.workspace_deleted_at is None]
    for workspace_id in living or [NO_WORKSPACE]:
        await AuditRepository(connection).add(
            workspace_id,
            at=now,
            actor=operator.name,
            action=action,
            subject=f"user:{listed.user.id}",
            detail=detail or {},
        )


def named(memberships: list[StoredMembership]) -> str:
    """The workspaces, with their ids, in a sentence."""
    names = ", ".join(f"{one.workspace_name} ({one.workspace_id})" for one in memberships)
    return f"the workspace{'s' if len(memberships) > 1 else ''} {names}"
