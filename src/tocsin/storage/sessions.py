"""Sessions: where users are signed in. One ends once, for a reason, and its row stays for a while."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tocsin.core.errors import NotFound
from tocsin.storage.constraints import constrained
from tocsin.storage.tables import account, membership, session, workspace

MOST_AT_ONCE = 1000
MOST_ROLES = 1000


class StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    """`generation` is that of the refresh token that works; `way` is how the user signed in.

    `get` gives ended and expired ones too: that is for the caller to judge.
    """

    id: int
    user_id: int
    salt: bytes
    generation: int
    created_at: int
    authenticated_at: int
    rotated_at: int
    last_seen_at: int
    expires_at: int
    way: str
    address: str
    agent: str
    ended_at: int | None = None
    end_reason: str | None = None

    def __repr__(self) -> str:
        return f"StoredSession(id={self.id}, user_id={self.user_id})"


class StoredVisitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in by a session, and their roles by workspace that is not deleted, by ascending id."""

    session_id: int
    user_id: int
    email: str
    name: str
    authenticated_at: int
    expires_at: int
    roles: dict[int, str]


_VISITOR = (
    select(
        session.c.id,
        session.c.user_id,
        session.c.authenticated_at,
        session.c.expires_at,
        account.c.email,
        account.c.name,
        membership.c.role,
        workspace.c.id.label("workspace_id"),
    )
    .select_from(session)
    .join(account, and_(account.c.id == session.c.user_id, account.c.disabled_at.is_(None)))
    .outerjoin(membership, membership.c.user_id == session.c.user_id)
    .outerjoin(workspace, and_(workspace.c.id == membership.c.workspace_id, workspace.c.deleted_at.is_(None)))
    .where(session.c.id == bindparam("session_id"), session.c.ended_at.is_(None))
    .order_by(membership.c.workspace_id)
    .limit(MOST_ROLES)
)
"""A row for each role, and one where there is none. Made once, as what is asked often."""


class SessionRepository:
    """Live sessions are those that have neither ended nor expired: nothing changes the others."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def open(self, opened: StoredSession) -> None:
        """Raise NotFound when there is no such user any more."""
        taken = "There is a session with this id already."
        async with constrained(self.connection, taken=taken, missing="There is no such user."):
            await self.connection.execute(insert(session).values(msgspec.structs.asdict(opened)))

    async def get(self, session_id: int) -> StoredSession | None:
        row = (await self.connection.execute(select(session).where(session.c.id == session_id))).one_or_none()
        return None if row is None else _stored_of(row)

    async def visitor(self, session_id: int) -> StoredVisitor | None:
        """None when the session has ended, or the user is disabled; whether it has expired is for the caller to judge.

        One question: most of what it costs is the way to the database.
        """
        rows = (await self.connection.execute(_VISITOR, {"session_id": session_id})).all()
        if not rows:
            return None
        first = rows[0]
        return StoredVisitor(
            session_id=first.id,
            user_id=first.user_id,
            email=first.email,
            name=first.name,
            authenticated_at=first.authenticated_at,
            expires_at=first.expires_at,
            roles={row.workspace_id: row.role for row in rows if row.workspace_id is not None},
        )

    async def rotate(self, session_id: int, generation: int, now: int, expires_at: int) -> bool:
        """From `generation` to the next one; False when it is not at that one, or not live any more."""
        values = {"generation": generation + 1, "rotated_at": now, "last_seen_at": now, "expires_at": expires_at}
        condition = (session.c.id == session_id, session.c.generation == generation, *_is_live(now))
        return (await self.connection.execute(update(session).where(*condition).values(values))).rowcount > 0

    async def seen(self, session_id: int, now: int, address: str) -> None:
        """Callers do this once in a while."""
        statement = update(session).where(session.c.id == session_id, *_is_live(now))
        await self.connection.execute(statement.values(last_seen_at=now, address=address))

    async def authenticated(self, session_id: int, now: int) -> bool:
        """The user has just proved again who it is; False when the session is not live any more."""
        statement = update(session).where(session.c.id == session_id, *_is_live(now)).values(authenticated_at=now)
        return (await self.connection.execute(statement)).rowcount > 0

    async def live_of(self, user_id: int, now: int, limit: int = 200) -> list[StoredSession]:
        """Those seen last first; of those seen at one instant, the newest first."""
        statement = (
            select(session).where(session.c.user_id == user_id, *_is_live(now)).order_by(*_SEEN_LAST_FIRST).limit(limit)
        )
        return [_stored_of(row) for row in await self.connection.execute(statement)]

    async def end(self, session_id: int, reason: str, now: int) -> bool:
        """False when it is not live any more."""
        return bool(await self._end(reason, now, session.c.id == session_id))

    async def end_of_user(self, user_id: int, session_id: int, reason: str, now: int) -> None:
        """Raise NotFound when the user has no such live session."""
        if not await self._end(reason, now, session.c.user_id == user_id, session.c.id == session_id):
            raise NotFound(f"There is no session {session_id}.")

    async def end_all(self, user_id: int, reason: str, now: int, *, but: int | None = None) -> list[int]:
        """The ids of those that ended, in ascending order; `but` is the id of one that goes on."""
        others = [] if but is None else [session.c.id != but]
        return await self._end(reason, now, session.c.user_id == user_id, *others)

    async def end_beyond(self, user_id: int, most: int, now: int) -> list[int]:
        """All of the user's but so many that were used last; their ids."""
        live = select(session.c.id).where(session.c.user_id == user_id, *_is_live(now))
        oldest = live.order_by(*_SEEN_LAST_FIRST).offset(most).limit(MOST_AT_ONCE)
        return await self._end("too_many", now, session.c.id.in_(oldest))

    async def _end(self, reason: str, now: int, *conditions: ColumnElement[bool]) -> list[int]:
        statement = update(session).where(*conditions, *_is_live(now)).values(ended_at=now, end_reason=reason)
        return sorted((await self.connection.execute(statement.returning(session.c.id))).scalars())


# Several are seen at one instant: the ids are random, so they cannot decide which of those is listed first.
_SEEN_LAST_FIRST = session.c.last_seen_at.desc(), session.c.created_at.desc(), session.c.id


def _is_live(now: int) -> tuple[ColumnElement[bool], ...]:
    return session.c.ended_at.is_(None), session.c.expires_at > now


def _stored_of(row: Row[Any]) -> StoredSession:
    return StoredSession(**row._mapping)
