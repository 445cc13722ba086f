"""What people prove themselves with: an authenticator app, and passkeys in a browser."""

from __future__ import annotations

from typing import Any

import httpx
import pyotp

from tests.integration.api.people import ADA, ORIGIN, PASSWORD
from tests.integration.api.tower import Tower
from tests.servers.passkey import Authenticator
from tocsin.storage.audit import AuditFilter, AuditRepository, StoredAudit
from tocsin.storage.users import StoredUser, UserRepository

SESSION = "/api/v1/session"
TOTP = "/api/v1/account/totp"
RECOVERY_CODES = "/api/v1/account/recovery-codes"
PASSKEYS = "/api/v1/account/passkeys"
SIGN_IN = "/api/v1/session/passkey"
CONFIRMATION = "/api/v1/session/confirm/passkey"
HALF_MINUTE = 30_000
MINUTE = 60_000


def code_of(tower: Tower, secret: str) -> str:
    """What the app shows at the tower's time."""
    return pyotp.TOTP(secret).at(tower.parts.clock.now_ms() // 1000)


async def with_app(tower: Tower, client: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Add an authenticator app: its secret, and the recovery codes."""
    secret = str((await client.post(TOTP)).json()["secret"])
    answer = await client.post(f"{TOTP}/confirm", json={"code": code_of(tower, secret)})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"]


async def sign_in(client: httpx.AsyncClient, email: str = ADA) -> httpx.Response:
    """By password."""
    return await client.post(SESSION, json={"email": email, "password": PASSWORD})


async def finish(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """Sign in by password and this code."""
    handle = (await sign_in(client)).json()["second_factor"]["handle"]
    return await client.post(f"{SESSION}/second-factor", json={"handle": handle, "code": code})


async def refreshed(client: httpx.AsyncClient) -> None:
    """With fresh cookies: for who has waited."""
    answer = await client.post(f"{SESSION}/refresh")
    assert answer.status_code == 200, answer.text


async def begun(client: httpx.AsyncClient, where: str, origin: str = ORIGIN) -> dict[str, Any]:
    """A handle, and what the browser is to be asked."""
    answer = await client.post(f"{where}/options", headers={"Origin": origin})
    assert answer.status_code == 200, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


async def made(
    client: httpx.AsyncClient, authenticator: Authenticator, name: str = "Phone", origin: str = ORIGIN
) -> dict[str, Any]:
    """A new passkey, as a page sends it."""
    asked = await begun(client, PASSKEYS, origin)
    return {"handle": asked["handle"], "name": name, "credential": authenticator.create(asked["options"], origin)}


async def signed(
    client: httpx.AsyncClient, authenticator: Authenticator, where: str = SIGN_IN, origin: str = ORIGIN
) -> dict[str, Any]:
    """The answer of a passkey, as a page sends it."""
    asked = await begun(client, where, origin)
    return {"handle": asked["handle"], "credential": authenticator.get(asked["options"], origin)}


async def sent(client: httpx.AsyncClient, where: str, body: dict[str, Any], origin: str = ORIGIN) -> httpx.Response:
    return await client.post(where, json=body, headers={"Origin": origin})


async def with_passkey(client: httpx.AsyncClient, name: str = "Phone", *, is_synced: bool = False) -> Authenticator:
    """Add a passkey: what holds it."""
    authenticator = Authenticator(is_synced=is_synced)
    answer = await sent(client, PASSKEYS, await made(client, authenticator, name))
    assert answer.status_code == 201, answer.text
    return authenticator


async def stored_user(tower: Tower, email: str = ADA) -> StoredUser:
    async with tower.parts.database.read() as connection:
        found = await UserRepository(connection).by_email(email)
    assert found is not None
    return found


async def trail(tower: Tower, action: str) -> list[StoredAudit]:
    """Newest first. An action that ends in a dot stands for all that begin so."""
    async with tower.parts.database.read() as connection:
        found = await AuditRepository(connection).page(tower.actor.workspace_id, AuditFilter(action=action))
    return found.items
