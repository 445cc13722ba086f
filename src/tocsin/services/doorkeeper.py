"""Who is it? Finds the actor of an API key and the person of a session, and notes that they were here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from tocsin.auth.actor import Actor
from tocsin.auth.keys import hash_of, matches, prefix_of
from tocsin.auth.permissions import Permission, Role, permissions_of_scopes
from tocsin.auth.person import Client, Person
from tocsin.core.errors import Unauthenticated, Unavailable
from tocsin.services.parts import Parts
from tocsin.storage.api_keys import ApiKeyRepository, StoredApiKey
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.sessions import SessionRepository, StoredSession, StoredVisitor
from tocsin.storage.users import StoredUser

TOUCH_EVERY_MS = 60_000
MOST_TOUCHED = 50_000
_ENDED = "This session has ended: sign in again."
_log = structlog.get_logger(__name__)


class AccessExpired(Unauthenticated):
    """The access token is not good any more; the refresh token may be."""

    code = "access_expired"


class KnownKey(msgspec.Struct, frozen=True):
    """What is remembered of an API key."""

    id: int
    workspace_id: int
    name: str
    permissions: frozenset[Permission]
    expires_at: int | None


class KnownSession(msgspec.Struct, frozen=True):
    """What is remembered of a session."""

    person: Person
    expires_at: int


class Doorkeeper:
    """Use it from one event loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._touched: dict[tuple[str, int], int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def of_key(self, key: str | None, client: Client) -> tuple[Actor, int]:
        """The actor, and the key's id. Raise Unauthenticated."""
        if not key:
            raise Unauthenticated("Sign in, or send an API key: `Authorization: Bearer toc_…` or `X-API-Key: toc_…`.")
        known = await self._parts.memory.get(("key", hash_of(key)), lambda: self._read_key(key))
        now = self._parts.clock.now_ms()
        if known.expires_at is not None and known.expires_at <= now:
            raise Unauthenticated("This API key has expired.")
        self._touch("key", known.id, now, client)
        return _actor_of(known, client), known.id

    async def of_session(self, access_token: str | None, client: Client) -> Person:
        """Raise AccessExpired for a token that is no good any more, Unauthenticated for a session that has ended."""
        now = self._parts.clock.now_ms()
        claims = self._parts.tokens.read_access(access_token, now) if access_token else None
        if claims is None:
            raise AccessExpired("The access token has expired: POST /api/v1/session/refresh gives a new one.")
        person = await self.of_session_id(claims.session_id, client)
        if person.user_id != claims.user_id:
            raise Unauthenticated(_ENDED)
        return person

    async def of_session_id(self, session_id: int, client: Client) -> Person:
        """For who was let in already. Raise Unauthenticated when the session has ended meanwhile."""
        now = self._parts.clock.now_ms()
        known = await self._parts.memory.get(("session", session_id), lambda: self._read_session(session_id))
        if known.expires_at <= now:
            raise Unauthenticated(_ENDED)
        self._touch("session", session_id, now, client)
        return msgspec.structs.replace(known.person, client=client)

    async def aclose(self) -> None:
        """Wait for what is still being noted."""
        await asyncio.gather(*self._tasks)

    async def _read_key(self, key: str) -> KnownKey:
        async with self._parts.database.read() as connection:
            candidates = await ApiKeyRepository(connection).by_prefix(prefix_of(key))
        found = next((stored for stored in candidates if matches(key, stored.hash)), None)
        if found is None:
            raise Unauthenticated("This API key is not known.")
        if found.revoked_at is not None:
            raise Unauthenticated("This API key was revoked.")
        return _known_key(found)

    async def _read_session(self, session_id: int) -> KnownSession:
        async with self._parts.database.read() as connection:
            found = await SessionRepository(connection).visitor(session_id)
        if found is None:
            raise Unauthenticated(_ENDED)
        return _known_session(found)

    def _touch(self, what: str, touched_id: int, now: int, client: Client) -> None:
        if now - self._touched.get((what, touched_id), 0) < TOUCH_EVERY_MS:
            return
        if len(self._touched) >= MOST_TOUCHED:
            self._touched.clear()
        self._touched[what, touched_id] = now
        # Beside the request: a reader must not wait until the database can be written.
        task = asyncio.create_task(self._write_touch(_NOTES[what], touched_id, now, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_touch(self, note: Note, touched_id: int, now: int, client: Client) -> None:
        try:
            async with self._parts.database.write() as connection:
                await note(connection, touched_id, now, client)
        except Unavailable as error:
            _log.warning("use_not_noted", id=touched_id, reason=error.message)


async def person_of(connection: Connection, session: StoredSession, user: StoredUser) -> Person:
    """Who is behind a session that is live, with the roles of this moment."""
    person = await person_without_session(connection, user, Client())
    return msgspec.structs.replace(person, session_id=session.id, authenticated_at=session.authenticated_at)


async def person_without_session(connection: Connection, user: StoredUser, client: Client) -> Person:
    """For the audit trail, of who is not signed in: nothing sensitive is theirs to change."""
    roles = await MembershipRepository(connection).roles_of(user.id)
    return Person(
        user_id=user.id,
        session_id=0,
        email=user.email,
        name=user.name,
        authenticated_at=0,
        roles={workspace_id: Role(role) for workspace_id, role in roles.items()},
        client=client,
    )


def _known_session(stored: StoredVisitor) -> KnownSession:
    person = Person(
        user_id=stored.user_id,
        session_id=stored.session_id,
        email=stored.email,
        name=stored.name,
        authenticated_at=stored.authenticated_at,
        roles={workspace_id: Role(role) for workspace_id, role in stored.roles.items()},
    )
    return KnownSession(person, stored.expires_at)


def _known_key(stored: StoredApiKey) -> KnownKey:
    permissions = permissions_of_scopes(stored.scopes)
    return KnownKey(stored.id, stored.workspace_id, stored.name, permissions, stored.expires_at)


def _actor_of(known: KnownKey, client: Client) -> Actor:
    return Actor(
        known.workspace_id,
        f"key:{known.name}",
        known.permissions,
        address=client.address,
        expires_at=known.expires_at,
    )


async def _note_key(connection: Connection, key_id: int, now: int, client: Client) -> None:
    await ApiKeyRepository(connection).touch(key_id, now)


async def _note_session(connection: Connection, session_id: int, now: int, client: Client) -> None:
    await SessionRepository(connection).seen(session_id, now, client.address)


Note = Callable[[Connection, int, int, Client], Awaitable[None]]
_NOTES: dict[str, Note] = {"key": _note_key, "session": _note_session}
