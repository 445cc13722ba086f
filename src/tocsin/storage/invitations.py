"""Invitations: who is asked into a workspace. Only the hash of an invitation's token is kept."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.paging import clamp
from tocsin.storage.tables import invitation, workspace
from tocsin.storage.workspaces import is_living


class StoredInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """Without an `email`, whoever has the link may accept. `expires_at` and the others are for the caller to judge.

    `invited_by` is as the audit trail shows it, `inviter_id` the user's.
    """

    id: int
    workspace_id: int
    workspace_name: str
    email: str | None
    role: str
    invited_by: str
    inviter_id: int | None
    created_at: int
    expires_at: int
    accepted_at: int | None
    accepted_by: int | None
    revoked_at: int | None


class InvitationRepository:
    """One workspace's; `by_hash`, `accept` and `pending_for` are for who is invited."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def create(
        self,
        workspace_id: int,
        *,
        email: str | None,
        role: str,
        token_hash: bytes,
        invited_by: str,
        now: int,
        expires_at: int,
        inviter_id: int | None = None,
    ) -> StoredInvitation:
        values = {
            "workspace_id": workspace_id,
            "email": email,
            "role": role,
            "hash": token_hash,
            "invited_by": invited_by,
            "inviter_id": inviter_id,
            "created_at": now,
            "expires_at": expires_at,
        }
        made = await self.connection.execute(insert(invitation).values(values).returning(invitation.c.id))
        row = (await self.connection.execute(_joined().where(invitation.c.id == made.scalar_one()))).one()
        return _stored_of(row)

    async def by_hash(self, token_hash: bytes) -> StoredInvitation | None:
        """Accepted, revoked and expired ones too, but none into a deleted workspace."""
        statement = _joined().where(invitation.c.hash == token_hash, workspace.c.deleted_at.is_(None))
        row = (await self.connection.execute(statement)).one_or_none()
        return None if row is None else _stored_of(row)

    async def newest(
        self, workspace_id: int, limit: int = 500, *, pending_at: int | None = None
    ) -> list[StoredInvitation]:
        """Newest first, whatever became of them; only those that may be accepted at this time (Unix ms)."""
        statement = _joined().where(invitation.c.workspace_id == workspace_id).order_by(invitation.c.id.desc())
        if pending_at is not None:
            statement = statement.where(*_is_pending(pending_at))
        return [_stored_of(row) for row in await self.connection.execute(statement.limit(clamp(limit)))]

    async def accept(self, invitation_id: int, user_id: int, now: int) -> bool:
        """True once; False when it is accepted, revoked or expired, or its workspace is deleted."""
        condition = (invitation.c.id == invitation_id, *_is_pending(now), is_living(invitation.c.workspace_id))
        statement = update(invitation).where(*condition).values(accepted_at=now, accepted_by=user_id)
        return (await self.connection.execute(statement)).rowcount > 0

    async def revoke(self, workspace_id: int, invitation_id: int, now: int) -> None:
        """The first time counts. Raise NotFound, for one that was accepted too."""
        statement = (
            update(invitation)
            .where(
                invitation.c.workspace_id == workspace_id,
                invitation.c.id == invitation_id,
                invitation.c.accepted_at.is_(None),
            )
            .values(revoked_at=func.coalesce(invitation.c.revoked_at, now))
        )
        if not (await self.connection.execute(statement)).rowcount:
            raise NotFound(f"There is no invitation {invitation_id} that could be revoked.")

    async def revoke_pending(
        self,
        workspace_id: int,
        now: int,
        *,
        email: str | None = None,
        invited_by: str | None = None,
        inviter_id: int | None = None,
    ) -> list[int]:
        """Those that fit all that is given; return their ids."""
        wanted = (
            (invitation.c.email, email),
            (invitation.c.invited_by, invited_by),
            (invitation.c.inviter_id, inviter_id),
        )
        fits = [column == value for column, value in wanted if value is not None]
        condition = (invitation.c.workspace_id == workspace_id, *_is_pending(now), *fits)
        statement = update(invitation).where(*condition).values(revoked_at=now).returning(invitation.c.id)
        return sorted((await self.connection.execute(statement)).scalars())

    async def pending_for(self, email: str, now: int) -> list[StoredInvitation]:
        """Those to this address that may be accepted, oldest first; some hundreds at most."""
        statement = _joined().where(invitation.c.email == email, *_is_pending(now), workspace.c.deleted_at.is_(None))
        statement = statement.order_by(invitation.c.id).limit(clamp(500))
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def pending(self, workspace_id: int, now: int) -> int:
        """How many may be accepted."""
        statement = select(func.count()).where(invitation.c.workspace_id == workspace_id, *_is_pending(now))
        return int((await self.connection.execute(statement)).scalar_one())


def _is_pending(now: int) -> tuple[ColumnElement[bool], ...]:
    return invitation.c.accepted_at.is_(None), invitation.c.revoked_at.is_(None), invitation.c.expires_at > now


def _joined() -> Select[Any]:
    shown = [column for column in invitation.c if column.name != "hash"]
    return select(*shown, workspace.c.name.label("workspace_name")).join(
        workspace, workspace.c.id == invitation.c.workspace_id
    )


def _stored_of(row: Row[Any]) -> StoredInvitation:
    return StoredInvitation(**row._mapping)
