"""The ways into an account: password, passkeys, identities elsewhere. One of them always stays."""

from __future__ import annotations

from tocsin.auth.configs import JsonObject
from tocsin.core.errors import Conflict
from tocsin.storage.database import Connection
from tocsin.storage.identities import IdentityRepository
from tocsin.storage.passkeys import PasskeyRepository
from tocsin.storage.recovery_codes import RecoveryCodeRepository
from tocsin.storage.users import StoredUser, UserRepository


async def require_one_left(connection: Connection, user_id: int) -> None:
    """After one was removed, in that transaction, with the user held. Raise Conflict: it was the last."""
    user = await UserRepository(connection).get(user_id)
    if user is not None and user.password_hash is not None:
        return
    if await PasskeyRepository(connection).of_user(user_id) or await IdentityRepository(connection).of_user(user_id):
        return
    raise Conflict("It is the last way into this account: set a password or add a passkey first.")


async def keep_password_alone(connection: Connection, user: StoredUser) -> JsonObject:
    """For whoever has just shown that the address is theirs, first of all: what was taken away, for the audit trail.

    Somebody who had typed it before them may have left a passkey, an account elsewhere or an authenticator app here,
    to come back by or to keep them out (Sudhodanan and Paverd, "Pre-hijacked accounts", 2022). With the user held.
    """
    passkeys, identities = PasskeyRepository(connection), IdentityRepository(connection)
    left = await passkeys.of_user(user.id)
    linked = await identities.of_user(user.id)
    for passkey in left:
        await passkeys.remove(user.id, passkey.id)
    for identity in linked:
        await identities.remove(user.id, identity.id)
    await UserRepository(connection).set_totp(user.id, None, None)
    await RecoveryCodeRepository(connection).clear(user.id)
    had_app = user.totp_secret is not None
    return {"passkeys_removed": len(left), "identities_removed": len(linked), "totp_removed": had_app}
