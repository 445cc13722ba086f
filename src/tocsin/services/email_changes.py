"""Another e-mail address for an account, or a proof of the one it has: by a code that is mailed to it."""

from __future__ import annotations

from tocsin.auth.person import Person
from tocsin.core.clock import to_datetime
from tocsin.core.errors import Conflict
from tocsin.mail import letters
from tocsin.mail.errors import MailNotConfigured
from tocsin.services import mailed_codes, notices, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.mailed_codes import OPEN_MINUTES, OPEN_MS, CodeMailed, CodeRefused, Fresh
from tocsin.services.named_limits import CODES, SIGN_UP_ADDRESS, SIGN_UP_EMAIL
from tocsin.services.parts import Parts
from tocsin.storage.challenges import ChallengeRepository
from tocsin.storage.users import UserRepository

PURPOSE = "email_change"


async def begin(parts: Parts, person: Person, email: str, site: str) -> CodeMailed:
    """Mail a code to the address; somebody else's is told so itself, and nobody else.

    Raise ReauthenticationRequired, MailNotConfigured, TooManyRequests.
    """
    now = parts.clock.now_ms()
    person.require_recent(now)
    if not parts.postman.is_working:
        raise MailNotConfigured
    await parts.limits.admitted(SIGN_UP_ADDRESS, person.client.address)
    await parts.limits.admitted(SIGN_UP_EMAIL, email)
    fresh = Fresh.made()
    async with parts.database.write() as connection:
        await held(connection, person)
        owner = await UserRepository(connection).by_email(email)
        challenges = ChallengeRepository(connection)
        await challenges.forget_user(person.user_id, PURPOSE)
        await challenges.add(
            handle_hash=fresh.handle_hash,
            purpose=PURPOSE,
            user_id=person.user_id,
            subject=email,
            code_hash=fresh.code_hash,
            now=now,
            expires_at=now + OPEN_MS,
        )
    is_taken = owner is not None and owner.id != person.user_id
    taken = letters.account_exists(email, f"{site}/sign-in", f"{site}/forgot-password")
    parts.postman.post(taken if is_taken else letters.email_code(email, fresh.code, OPEN_MINUTES))
    return CodeMailed(fresh.handle, now + OPEN_MS)


async def confirm(parts: Parts, person: Person, handle: str, code: str) -> None:
    """It is the account's from now on. Raise CodeRefused, TooManyRequests."""
    async with parts.limits.attempt((CODES, person.client.address)) as attempt:
        challenge = await mailed_codes.attempted(parts, handle, code, PURPOSE)
        if challenge.user_id != person.user_id:
            raise CodeRefused("This code is not good any more: ask for another one.")
        attempt.succeed()
    now = parts.clock.now_ms()
    async with parts.database.write() as connection:
        await mailed_codes.take(connection, challenge, now)
        before = (await held(connection, person)).email
        try:
            await UserRepository(connection).set_email(person.user_id, challenge.subject, now)
        except Conflict as error:
            raise CodeRefused("There is another account with this address by now.") from error
        detail = trail.change("email", before, challenge.subject)
        await trail.note_person(connection, person, now, "user.email_changed", subject_of(person), detail)
    await parts.memory.changed()
    if before != challenge.subject:
        at = to_datetime(now)
        notices.tell(parts, lambda: letters.email_changed(before, person.name, challenge.subject, at))
