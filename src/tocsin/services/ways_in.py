"""The ways into an account: password, passkeys, identities elsewhere. One of them always stays."""

from __future__ import annotations

from tocsin.core.errors import Conflict
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.passkeys import PasskeyRepository
from tocsin.storage.users import UserRepository


async def require_one_left(connection: Connection, user_id: int) -> None:
    """After one was removed, in that transaction, with the user held. Raise Conflict: it was the last."""
    user = await UserRepository(connection).get(user_id)
    if user is not None and user.password_hash is not None:
        return
    if await PasskeyRepository(connection).of_user(user_id) or await IdentityRepository(connection).of_user(user_id):
        return
    raise Conflict("It is the last way into this account: set a password or add a passkey first.")
