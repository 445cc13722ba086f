"""A passkey that has signed a challenge: which it is, whose it says it is, and whether there are two of it."""

from __future__ import annotations

import msgspec
import structlog

from tocsin.auth.configs import JsonObject
from tocsin.auth.passkey_answers import credential_id_of, user_handle_of
from tocsin.auth.person import Client
from tocsin.auth.relying_parties import RelyingParty
from tocsin.auth.tokens import same
from tocsin.services import passkey_library
from tocsin.services.parts import Parts
from tocsin.services.passkey_challenges import Challenge
from tocsin.services.trail import NO_WORKSPACE
from tocsin.storage.audit import AuditRepository
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.passkeys import PasskeyRepository, StoredPasskey
from tocsin.storage.users import StoredUser

_log = structlog.get_logger(__name__)


class Signed(msgspec.Struct, frozen=True):
    """`user_handle` is whose the passkey says it is, `sign_count` what it has counted."""

    passkey: StoredPasskey
    user_handle: bytes | None
    sign_count: int

    def is_of(self, user: StoredUser) -> bool:
        return (
            self.passkey.user_id == user.id
            and self.user_handle is not None
            and same(self.user_handle, user.passkey_handle)
        )


async def signed_by(
    parts: Parts, party: RelyingParty, challenge: Challenge, credential: JsonObject, client: Client
) -> Signed | None:
    """The passkey that has signed; None for one that is not known, or has not signed this challenge for this party."""
    credential_id = credential_id_of(credential)
    async with parts.database.read() as connection:
        passkey = await PasskeyRepository(connection).by_credential(credential_id) if credential_id else None
    if passkey is None:
        parts.failed_sign_ins.note(None, client, "passkey that is not known")
        return None
    await passkey_library.loaded()
    try:
        # Any count will do here: `count_on` compares it where it is stored, which two at once cannot both pass.
        count = passkey_library.verified_sign_in(party, credential, challenge.bytes, passkey.public_key, 0)
    except passkey_library.PasskeyRefused as refusal:
        parts.failed_sign_ins.note(passkey.user_id, client, refusal.message)
        return None
    return Signed(passkey, user_handle_of(credential), count)


async def count_on(connection: Connection, signed: Signed, client: Client, now: int) -> bool:
    """With the user held. False, to be committed, for a passkey that was taken away meanwhile or has counted elsewhere.

    The latter says that somebody has a copy: the audit trail is told.
    """
    passkeys, used = PasskeyRepository(connection), signed.passkey
    found = await passkeys.by_credential(used.credential_id)
    if found is None or (found.user_id, found.public_key) != (used.user_id, used.public_key):
        return False
    is_counted = await passkeys.used(found.id, signed.sign_count, now)
    if not is_counted:
        await _note_copy(connection, signed, client, now)
    return is_counted


async def _note_copy(connection: Connection, signed: Signed, client: Client, now: int) -> None:
    passkey = signed.passkey
    _log.warning("passkey_copied", user_id=passkey.user_id, passkey_id=passkey.id, address=client.address)
    roles = await MembershipRepository(connection).roles_of(passkey.user_id)
    for workspace_id in roles or (NO_WORKSPACE,):
        await AuditRepository(connection).add(
            workspace_id,
            at=now,
            actor="unknown",
            action="passkey.copied",
            subject=f"user:{passkey.user_id}",
            detail={"passkey_id": passkey.id, "name": passkey.name, "sign_count": signed.sign_count},
            address=client.address,
        )
