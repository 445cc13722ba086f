"""Memberships: who belongs to which workspace, as what. A workspace has one owner at most, whoever comes at once."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import Conflict, NotFound
from tocsin.storage.constraints import constrained
from tocsin.storage.tables import account, membership, workspace
from tocsin.storage.workspaces import BEING_PURGED

MOST = 1_000
OWNER, ADMIN = "owner", "admin"


class StoredMembership(msgspec.Struct, frozen=True, kw_only=True):
    """One user in one workspace, with what is shown of both. `is_disabled` is said of the user."""

    workspace_id: int
    workspace_name: str
    user_id: int
    email: str
    name: str
    role: str
    created_at: int
    is_disabled: bool
    workspace_deleted_at: int | None


class MembershipRepository:
    """Ownership is handed over and never set or taken away: only `transfer` changes who the owner is."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def add(self, workspace_id: int, user_id: int, role: str, now: int) -> None:
        """Raise Conflict for a member, and for a second owner; NotFound when user or workspace do not exist."""
        taken = "There is an owner already." if role == OWNER else "This user is a member already."
        values = {"workspace_id": workspace_id, "user_id": user_id, "role": role, "created_at": now}
        async with constrained(self.connection, taken=taken, missing="There is no such user or workspace."):
            await self.connection.execute(insert(membership).values(values))

    async def roles_of(self, user_id: int) -> dict[int, str]:
        """By workspace that is not deleted, by ascending id; a thousand at most."""
        statement = (
            select(membership.c.workspace_id, membership.c.role)
            .join(workspace, workspace.c.id == membership.c.workspace_id)
            .where(membership.c.user_id == user_id, workspace.c.deleted_at.is_(None))
            .order_by(membership.c.workspace_id)
            .limit(MOST)
        )
        return dict((await self.connection.execute(statement)).all())

    async def of_user(self, user_id: int) -> list[StoredMembership]:
        """By ascending id of the workspace; those in deleted workspaces too, as long as they can be restored."""
        is_there = or_(workspace.c.deleted_at.is_(None), workspace.c.deleted_at > BEING_PURGED)
        statement = _joined().where(membership.c.user_id == user_id, is_there)
        statement = statement.order_by(membership.c.workspace_id).limit(MOST)
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def of_workspace(self, workspace_id: int, limit: int = MOST) -> list[StoredMembership]:
        """Those who came first first."""
        statement = _joined().where(membership.c.workspace_id == workspace_id)
        statement = statement.order_by(membership.c.created_at, membership.c.user_id).limit(limit)
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def get(self, workspace_id: int, user_id: int) -> StoredMembership | None:
        row = (await self.connection.execute(_joined().where(*_is(workspace_id, user_id)))).one_or_none()
        return None if row is None else _stored_of(row)

    async def set_role(self, workspace_id: int, user_id: int, role: str) -> None:
        """Raise Conflict when it would make or unmake an owner, and NotFound."""
        if role == OWNER:
            raise Conflict("A workspace is handed over by its owner: nobody is made its owner otherwise.")
        statement = update(membership).where(*_is(workspace_id, user_id), membership.c.role != OWNER)
        if not (await self.connection.execute(statement.values(role=role))).rowcount:
            raise await self._refusal(
                workspace_id, user_id, "The owner's role stays until the workspace is handed over."
            )

    async def remove(self, workspace_id: int, user_id: int) -> None:
        """Raise Conflict for the owner, and NotFound."""
        statement = delete(membership).where(*_is(workspace_id, user_id), membership.c.role != OWNER)
        if not (await self.connection.execute(statement)).rowcount:
            raise await self._refusal(workspace_id, user_id, "The owner leaves once the workspace is handed over.")

    async def transfer(self, workspace_id: int, from_user: int, to_user: int) -> None:
        """The owner becomes an admin and a member becomes the owner: both, or neither.

        Raise Conflict when `from_user` is not the owner (any more), or is `to_user`, and NotFound when `to_user` is
        not a member.
        """
        if from_user == to_user:
            raise Conflict("This user is the owner already.")
        async with self.connection.begin_nested():
            # Who is about to become an owner is not deleted meanwhile.
            held = select(account.c.id).where(account.c.id == to_user).with_for_update(read=True, key_share=True)
            await self.connection.execute(held)
            is_owner = (*_is(workspace_id, from_user), membership.c.role == OWNER)
            given = await self.connection.execute(update(membership).where(*is_owner).values(role=ADMIN))
            if not given.rowcount:
                raise Conflict("Only the owner hands a workspace over.")
            taken = update(membership).where(*_is(workspace_id, to_user)).values(role=OWNER)
            if not (await self.connection.execute(taken)).rowcount:
                raise _not_found()

    async def owner_of(self, workspace_id: int) -> int | None:
        """The owner's user id."""
        statement = select(membership.c.user_id)
        owner = statement.where(membership.c.workspace_id == workspace_id, membership.c.role == OWNER)
        found: int | None = (await self.connection.execute(owner)).scalar_one_or_none()
        return found

    async def owned(self, user_id: int) -> int:
        """How many workspaces that are not deleted the user owns."""
        statement = select(func.count()).select_from(_owned(user_id).subquery())
        return int((await self.connection.execute(statement)).scalar_one())

    async def count(self, workspace_id: int) -> int:
        statement = select(func.count()).where(membership.c.workspace_id == workspace_id)
        return int((await self.connection.execute(statement)).scalar_one())

    async def _refusal(self, workspace_id: int, user_id: int, of_owner: str) -> Conflict | NotFound:
        return _not_found() if await self.get(workspace_id, user_id) is None else Conflict(of_owner)


def owns_something(user_id: int) -> ColumnElement[bool]:
    """The user is the owner of a workspace that is not deleted."""
    return _owned(user_id).exists()


def _owned(user_id: int) -> Select[tuple[int]]:
    return (
        select(membership.c.workspace_id)
        .join(workspace, workspace.c.id == membership.c.workspace_id)
        .where(membership.c.user_id == user_id, membership.c.role == OWNER, workspace.c.deleted_at.is_(None))
    )


def _joined() -> Select[Any]:
    return (
        select(
            *membership.c,
            workspace.c.name.label("workspace_name"),
            workspace.c.deleted_at.label("workspace_deleted_at"),
            account.c.email,
            account.c.name,
            account.c.disabled_at,
        )
        .join(workspace, workspace.c.id == membership.c.workspace_id)
        .join(account, account.c.id == membership.c.user_id)
    )


def _is(workspace_id: int, user_id: int) -> tuple[ColumnElement[bool], ...]:
    return membership.c.workspace_id == workspace_id, membership.c.user_id == user_id


def _not_found() -> NotFound:
    return NotFound("There is no such member.")


def _stored_of(row: Row[Any]) -> StoredMembership:
    return StoredMembership(
        workspace_id=row.workspace_id,
        workspace_name=row.workspace_name,
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        is_disabled=row.disabled_at is not None,
        workspace_deleted_at=row.workspace_deleted_at,
    )
