"""Signing in by passkey. It is both factors in one: something that is held, and the finger or PIN that unlocks it.

Nobody says who they are: the browser offers what passkeys it has, and the passkey says whose it is.
"""

from __future__ import annotations

from tocsin.auth.configs import JsonObject
from tocsin.auth.person import Client
from tocsin.auth.relying_parties import relying_party
from tocsin.services import passkey_library
from tocsin.services.arrivals import Browser, SignedIn, notify, welcome
from tocsin.services.named_limits import PASSKEY_SIGN_INS
from tocsin.services.parts import Parts
from tocsin.services.passkey_challenges import Begun, Challenge, Purpose, challenge_of, new_challenge, use
from tocsin.services.passkey_use import Signed, count_on, signed_by
from tocsin.services.sign_in import SignInEnded, SignInFailed, current
from tocsin.storage.database import Connection

WAY = "passkey"
_FAILED = "This passkey signs nobody in here."
"""Known or not: no more is told."""


async def begin(parts: Parts, origin: str, client: Client) -> Begun:
    """The same for everybody. Raise TooManyRequests, ValidationFailed."""
    party = relying_party(origin)
    await parts.limits.admitted(PASSKEY_SIGN_INS, client.address)
    await passkey_library.loaded()
    challenge = new_challenge(parts, Purpose.SIGN_IN)
    return challenge.offered(passkey_library.sign_in_options(party, challenge.bytes))


async def finish(parts: Parts, origin: str, handle: str, credential: JsonObject, browser: Browser) -> SignedIn:
    """Raise SignInFailed, TooManyRequests, ValidationFailed."""
    party, challenge = relying_party(origin), challenge_of(parts, handle, Purpose.SIGN_IN)
    if challenge is None:
        raise SignInEnded
    async with parts.limits.attempt((PASSKEY_SIGN_INS, browser.client.address)) as attempt:
        signed = await signed_by(parts, party, challenge, credential, browser.client)
        if signed is None:
            raise SignInFailed(_FAILED)
        async with parts.database.write() as connection:
            finished = await _let_in(parts, connection, challenge, signed, browser)
        if isinstance(finished, SignInFailed):
            parts.failed_sign_ins.note(signed.passkey.user_id, browser.client, "passkey, though its signature holds")
            raise finished
        attempt.succeed()
    notify(parts, finished)
    return finished


async def _let_in(
    parts: Parts, connection: Connection, challenge: Challenge, signed: Signed, browser: Browser
) -> SignedIn | SignInFailed:
    """What is wrong is returned and not raised: what the trail is told is to be committed."""
    now = parts.clock.now_ms()
    user = await current(connection, signed.passkey.user_id)
    if user is None or not signed.is_of(user):
        return SignInFailed(_FAILED)
    if not await use(connection, challenge, now):
        return SignInEnded()
    if not await count_on(connection, signed, browser.client, now):
        return SignInFailed(_FAILED)
    return await welcome(parts, connection, user, WAY, browser, now)
