"""Signing in: by password, and where the account has one by a second factor.

Strangers learn nothing of who has an account: whatever is wrong, the answer is one and so is the work. Failures are
limited by where they come from and by account; a device from which the user has signed in before has a limit of its
own, so that nobody locks the owner out by guessing.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from tocsin.auth.passwords import Verified
from tocsin.auth.person import Person
from tocsin.auth.tokens import hash_of
from tocsin.core.errors import NotFound, Unauthenticated
from tocsin.services import linking, second_factor
from tocsin.services.arrivals import Browser, SignedIn, known_device, notify, welcome
from tocsin.services.limit import Limit
from tocsin.services.linking import Link
from tocsin.services.named_limits import CODES, SECOND_FACTOR, SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, SIGN_IN_DEVICE
from tocsin.services.parts import Parts
from tocsin.services.second_factor import MOST_ATTEMPTS, PURPOSE, CodeWanted, proof_by
from tocsin.storage.challenges import ChallengeRepository, StoredChallenge
from tocsin.storage.database import Connection
from tocsin.storage.users import StoredUser, UserRepository

Places: TypeAlias = list[tuple[Limit, *tuple[str | int, ...]]]
WAY = "password"


class SignInFailed(Unauthenticated):
    """Nobody is signed in; no more is told."""

    code = "sign_in_failed"

    def __init__(self, message: str = "E-mail or password are wrong, or there is no such account.") -> None:
        super().__init__(message)


class SignInEnded(SignInFailed):
    """A sign-in that was begun cannot be finished any more."""

    def __init__(self) -> None:
        super().__init__("This sign-in has ended: begin again.")


class CodeWrong(Unauthenticated):
    """The second factor was not shown; the sign-in is still open."""

    code = "code_wrong"

    def __init__(self) -> None:
        super().__init__("The code is wrong or was used before.")


async def begin(parts: Parts, email: str, password: str, browser: Browser) -> SignedIn | CodeWanted:
    """By e-mail (normalised) and password. Raise SignInFailed, TooManyRequests."""
    async with parts.database.read() as connection:
        user = await UserRepository(connection).by_email(email)
    device = known_device(parts, browser, user.id) if user is not None else None
    async with parts.limits.attempt(*_places(email, user, device, browser)) as attempt:
        # For who may not sign in the password is looked at as for nobody.
        stored = user.password_hash if user is not None and user.disabled_at is None else None
        verified = await parts.passwords.verify(password, stored)
        if user is None or not verified.is_right:
            parts.failed_sign_ins.note(None if user is None else user.id, browser.client, "password")
            raise SignInFailed
        begun = await _after_password(parts, user, verified, browser)
        attempt.succeed()
    if isinstance(begun, SignedIn):
        notify(parts, begun)
    return begun


async def finish(parts: Parts, handle: str, code: str, browser: Browser) -> SignedIn:
    """By the second factor. Raise CodeWrong, SignInEnded, TooManyRequests, Conflict for what another has linked."""
    handle_hash = hash_of(handle)
    async with parts.database.read() as connection:
        challenge = await ChallengeRepository(connection).get(handle_hash, PURPOSE, parts.clock.now_ms())
    if challenge is None or challenge.user_id is None:
        raise SignInEnded
    user_id, device = challenge.user_id, known_device(parts, browser, challenge.user_id)
    places: Places = (
        [(SECOND_FACTOR, user_id, device)] if device else [(CODES, browser.client.address), (SECOND_FACTOR, user_id)]
    )
    async with parts.limits.attempt(*places) as attempt:
        async with parts.database.write() as connection:
            finished = await _answer(parts, connection, user_id, challenge, code, browser)
        if isinstance(finished, Unauthenticated):
            parts.failed_sign_ins.note(user_id, browser.client, finished.code)
            raise finished
        attempt.succeed()
    notify(parts, finished)
    second_factor.tell_of_use(parts, finished.opened.person, finished.recovery_codes_left)
    if finished.linked is not None:
        linking.tell(parts, finished.opened.person.email, finished.linked)
    return finished


async def current(connection: Connection, user_id: int) -> StoredUser | None:
    """Who may sign in, as it is now, and held so: what ends sessions waits, and finds the one that is opened here."""
    users = UserRepository(connection)
    try:
        await users.hold(user_id)
    except NotFound:
        return None
    user = await users.get(user_id)
    return user if user is not None and user.disabled_at is None else None


def _places(email: str, user: StoredUser | None, device: str | None, browser: Browser) -> Places:
    if user is not None and device is not None:
        return [(SIGN_IN_DEVICE, user.id, device)]
    return [(SIGN_IN_ADDRESS, browser.client.address), (SIGN_IN_ACCOUNT, email)]


async def _after_password(
    parts: Parts, proven: StoredUser, verified: Verified, browser: Browser
) -> SignedIn | CodeWanted:
    """Raise SignInFailed when the password was changed, or the user disabled, while it was being looked at."""
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        user = await current(connection, proven.id)
        if user is None or user.password_hash is None or user.password_hash != proven.password_hash:
            raise SignInFailed
        if verified.new_hash is not None:
            await UserRepository(connection).rehash(user.id, user.password_hash, verified.new_hash)
        if second_factor.is_wanted(user):
            return await second_factor.ask(connection, user, WAY, now)
        return await welcome(parts, connection, user, WAY, browser, now)


async def _answer(
    parts: Parts,
    connection: Connection,
    user_id: int,
    begun: StoredChallenge,
    code: str,
    browser: Browser,
) -> SignedIn | SignInEnded | CodeWrong:
    """What is wrong is returned and not raised: the attempt is to be committed."""
    now, challenges = parts.clock.now_ms(), ChallengeRepository(connection)
    user = await current(connection, user_id)
    challenge = await challenges.attempt(begun.hash, PURPOSE, now, MOST_ATTEMPTS)
    if user is None or challenge is None or user.password_changed_at != challenge.payload["password_changed_at"]:
        return SignInEnded()
    proof = await proof_by(parts, connection, user, code, now)
    if proof is None:
        return SignInEnded() if challenge.attempts >= MOST_ATTEMPTS else CodeWrong()
    await challenges.take(begun.hash, PURPOSE, now)
    way = f"{challenge.payload['way']}+{proof}"
    signed_in = await welcome(parts, connection, user, way, browser, now)
    left = await second_factor.note_use(connection, signed_in.opened.person, proof, now)
    linked = await _link(connection, signed_in.opened.person, challenge, now)
    return msgspec.structs.replace(signed_in, recovery_codes_left=left, linked=linked)


async def _link(connection: Connection, person: Person, challenge: StoredChallenge, now: int) -> str | None:
    """What the sign-in began with, where that was a provider whose account was not linked. Raise Conflict."""
    wanted = msgspec.convert(challenge.payload.get("link"), Link | None)
    if wanted is None or not await linking.add_if_new(connection, person, wanted, now):
        return None
    return wanted.provider
