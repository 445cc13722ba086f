"""Sessions: opened by who has proved who they are, kept alive by a refresh token that changes each time, ended."""

from __future__ import annotations

import msgspec
import structlog

from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Client, Person
from tocsin.auth.sessions import new_salt, new_session_id
from tocsin.core.errors import Conflict, Unauthenticated
from tocsin.services import trail
from tocsin.services.doorkeeper import person_of
from tocsin.services.parts import Parts
from tocsin.storage.database import Connection
from tocsin.storage.sessions import SessionRepository, StoredSession
from tocsin.storage.users import StoredUser, UserRepository

AT_ONCE_MS = 10_000
"""Two tabs may refresh at the same time: the second is told so, and nothing is taken for theft."""
LONGEST_AGENT = 200
MOST_LIVE = 100
"""Of one user; of more, those used least lately end. A script that signs in each time leaves one each time."""
_ENDED = "This session has ended: sign in again."
_JUST_REFRESHED = "The session was refreshed a moment ago, perhaps by another tab: use its newer cookies."
_log = structlog.get_logger(__name__)


class Opened(msgspec.Struct, frozen=True):
    """What a browser is given. The tokens are for cookies; `csrf_token` is for the header `X-CSRF-Token`."""

    person: Person
    access_token: str
    refresh_token: str
    csrf_token: str
    expires_at: int


async def open_session(
    parts: Parts, connection: Connection, user: StoredUser, way: str, client: Client, now: int
) -> Opened:
    """In the transaction of the sign-in. `way` says by what, such as `password+totp`."""
    session = StoredSession(
        id=new_session_id(),
        user_id=user.id,
        salt=new_salt(),
        generation=0,
        created_at=now,
        authenticated_at=now,
        rotated_at=now,
        last_seen_at=now,
        expires_at=now + min(parts.accounts.session_idle_ms, parts.accounts.session_ms),
        way=way,
        address=client.address,
        agent=client.agent[:LONGEST_AGENT],
        ended_at=None,
        end_reason=None,
    )
    sessions = SessionRepository(connection)
    await sessions.open(session)
    await sessions.end_beyond(user.id, MOST_LIVE, now)
    await UserRepository(connection).signed_in(user.id, now)
    person = await _person(connection, session, user, client)
    await trail.note_person(connection, person, now, "session.opened", f"user:{user.id}", {"way": way})
    return _opened(parts, session, person, now)


async def refresh(parts: Parts, refresh_token: str | None, client: Client) -> Opened:
    """Fresh tokens. A token that was used before ends the session, for then two hold it, and one is a thief.

    Raise Unauthenticated, and Conflict for a token that another tab has used a moment ago.
    """
    claims = parts.tokens.read_refresh(refresh_token) if refresh_token else None
    if claims is None or refresh_token is None:
        raise Unauthenticated(_ENDED)
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        sessions = SessionRepository(connection)
        session = await sessions.get(claims.session_id)
        user = await UserRepository(connection).get(session.user_id) if session is not None else None
        if session is None or user is None or not parts.tokens.is_refresh(refresh_token, session.salt):
            raise Unauthenticated(_ENDED)
        if session.ended_at is not None or session.expires_at <= now or user.disabled_at is not None:
            raise Unauthenticated(_ENDED)
        if claims.generation == session.generation:
            expires_at = min(now + parts.accounts.session_idle_ms, session.created_at + parts.accounts.session_ms)
            if not await sessions.rotate(session.id, session.generation, now, expires_at):
                raise Conflict(_JUST_REFRESHED)
            renewed = msgspec.structs.replace(session, generation=session.generation + 1, expires_at=expires_at)
            return _opened(parts, renewed, await _person(connection, renewed, user, client), now)
        if claims.generation == session.generation - 1 and now - session.rotated_at <= AT_ONCE_MS:
            raise Conflict(_JUST_REFRESHED)
        await sessions.end(session.id, "refresh_reused", now)
        person = await _person(connection, session, user, client)
        await trail.note_person(connection, person, now, "session.refresh_reused", f"user:{user.id}")
    _log.warning("refresh_token_reused", user_id=user.id, session_id=session.id)
    await parts.memory.changed()
    raise Unauthenticated("This refresh token was used before, so the session was ended: sign in again.")


async def list_own(parts: Parts, person: Person) -> list[StoredSession]:
    """The live ones, seen last first."""
    async with parts.database.read() as connection:
        return await SessionRepository(connection).live_of(person.user_id, parts.clock.now_ms())


async def sign_out(parts: Parts, person: Person) -> None:
    """End the session at hand."""
    await _end(parts, person, person.session_id, "signed_out")


async def end_one(parts: Parts, person: Person, session_id: int) -> None:
    """End one of one's own, on whatever device. Raise NotFound."""
    await _end(parts, person, session_id, "revoked")


async def end_others(parts: Parts, person: Person) -> int:
    """End all of one's own but the one at hand; return how many."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        ended = await end_all(connection, person, now, "revoked")
    await parts.memory.changed()
    return ended


async def end_all(connection: Connection, person: Person, now: int, reason: str) -> int:
    """End all but the one at hand, in the caller's transaction; the caller says so to `parts.memory` afterwards."""
    ended = await SessionRepository(connection).end_all(person.user_id, reason, now, but=person.session_id)
    if ended:
        detail: JsonObject = {"count": len(ended), "reason": reason}
        await trail.note_person(connection, person, now, "session.others_ended", f"user:{person.user_id}", detail)
    return len(ended)


async def authenticated_again(parts: Parts, connection: Connection, person: Person, now: int) -> None:
    """They have just proved anew who they are; the caller says so to `parts.memory` afterwards."""
    await SessionRepository(connection).authenticated(person.session_id, now)
    await trail.note_person(connection, person, now, "session.confirmed", f"user:{person.user_id}")


async def _end(parts: Parts, person: Person, session_id: int, reason: str) -> None:
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await SessionRepository(connection).end_of_user(person.user_id, session_id, reason, now)
        await trail.note_person(connection, person, now, "session.ended", f"user:{person.user_id}", {"reason": reason})
    await parts.memory.changed()


async def _person(connection: Connection, session: StoredSession, user: StoredUser, client: Client) -> Person:
    return msgspec.structs.replace(await person_of(connection, session, user), client=client)


def _opened(parts: Parts, session: StoredSession, person: Person, now: int) -> Opened:
    return Opened(
        person=person,
        access_token=parts.tokens.access_token(session.id, session.user_id, now),
        refresh_token=parts.tokens.refresh_token(session.id, session.generation, session.salt),
        csrf_token=parts.tokens.csrf_token(session.id),
        expires_at=session.expires_at,
    )
