"""What a page shows of the session at hand: who it is, and what they may do where."""

from __future__ import annotations

import msgspec

from tocsin.auth.permissions import PERMISSIONS_OF_ROLE, Permission, Role
from tocsin.auth.person import Person
from tocsin.core.errors import Unauthenticated
from tocsin.services.parts import Parts
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.sessions import SessionRepository, StoredSession


class Belonging(msgspec.Struct, frozen=True):
    """A workspace of somebody's, and what they are in it."""

    workspace_id: int
    name: str
    role: Role

    @property
    def permissions(self) -> list[Permission]:
        return sorted(PERMISSIONS_OF_ROLE[self.role])


class SessionView(msgspec.Struct, frozen=True):
    """`belongings` by ascending id of the workspace; deleted ones are not among them."""

    person: Person
    session: StoredSession
    belongings: list[Belonging]
    csrf_token: str

    def __repr__(self) -> str:
        return f"SessionView(session_id={self.session.id})"


async def look(parts: Parts, person: Person) -> SessionView:
    """Raise Unauthenticated when the session has just ended and its row is gone."""
    async with parts.database.read() as connection:
        session = await SessionRepository(connection).get(person.session_id)
        memberships = await MembershipRepository(connection).of_user(person.user_id)
    if session is None:
        raise Unauthenticated("This session has ended: sign in again.")
    living = [one for one in memberships if one.workspace_deleted_at is None]
    belongings = [Belonging(one.workspace_id, one.workspace_name, Role(one.role)) for one in living]
    return SessionView(person, session, belongings, parts.tokens.csrf_token(person.session_id))
