"""Users of a tower, and the browsers that they sit at."""

from __future__ import annotations

import httpx

from tests.integration.api.tower import Tower
from tocsin.auth.permissions import Role
from tocsin.auth.person import Client
from tocsin.auth.tokens import TOKEN_BYTES
from tocsin.services.sessions import Opened, open_session
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.users import StoredUser, UserRepository

ADA = "ada@example.com"
PASSWORD = "correct horse battery staple"
ORIGIN = "http://localhost"
ON_TLS = "https://tocsin.example.com"


def browser(tower: Tower, origin: str = ORIGIN, *, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """One that keeps cookies, where nobody is signed in. It needs no closing."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(tower.app, client=(address, 50_000)), base_url=origin)


async def user(
    tower: Tower,
    email: str = ADA,
    role: Role | None = Role.OWNER,
    *,
    password: str | None = PASSWORD,
    workspace_id: int | None = None,
) -> StoredUser:
    """A user with a verified address, who is this in the first workspace (there is one owner); nothing for None."""
    hashed = None if password is None else await tower.parts.passwords.hash(password)
    now = tower.parts.clock.now_ms()
    async with tower.parts.database.write() as connection:
        made = await UserRepository(connection).create(
            email=email,
            name=email.partition("@")[0].title(),
            password_hash=hashed,
            email_verified_at=now,
            passkey_handle=email.encode().ljust(TOKEN_BYTES, b"\0"),
            now=now,
        )
        if role is not None:
            workspace = workspace_id or tower.actor.workspace_id
            await MembershipRepository(connection).add(workspace, made.id, role, now)
    return made


async def opened(tower: Tower, email: str, agent: str = "") -> Opened:
    """A fresh session of a user who exists."""
    now = tower.parts.clock.now_ms()
    async with tower.parts.database.write() as connection:
        found = await UserRepository(connection).by_email(email)
        assert found is not None
        return await open_session(tower.parts, connection, found, "password", Client("127.0.0.1", agent), now)


async def signed_in(
    tower: Tower, email: str = ADA, role: Role | None = Role.OWNER, *, origin: str = ORIGIN
) -> httpx.AsyncClient:
    """The browser of a user, made when there is none with this address: it has the cookies, and sends `X-CSRF-Token`.

    For a user who exists the role stays what it is.
    """
    async with tower.parts.database.read() as connection:
        is_known = await UserRepository(connection).by_email(email) is not None
    if not is_known:
        await user(tower, email, role)
    client = browser(tower, origin)
    session = await opened(tower, email)
    prefix = "__Host-" if client.base_url.scheme == "https" else ""
    host = client.base_url.host
    domain = host if "." in host else f"{host}.local"  # as the cookie jar calls it, which replaces its own alone
    values = {"access": session.access_token, "refresh": session.refresh_token, "csrf": session.csrf_token}
    for name, value in values.items():
        client.cookies.set(f"{prefix}tocsin_{name}", value, domain)
    client.headers["X-CSRF-Token"] = session.csrf_token
    return client


def csrf_of(client: httpx.AsyncClient) -> str:
    """What the cookie that scripts may read holds."""
    return next(cookie.value or "" for cookie in client.cookies.jar if cookie.name.endswith("tocsin_csrf"))
