"""Recovery codes: made when an authenticator app is, and anew whenever their user asks."""

from __future__ import annotations

from tocsin.auth import recovery_codes
from tocsin.auth.person import Person
from tocsin.core.errors import Conflict
from tocsin.mail import letters
from tocsin.services import notices, trail
from tocsin.services.accounts import held, subject_of
from tocsin.services.parts import Parts
from tocsin.services.second_factor import is_wanted
from tocsin.storage.database import Connection
from tocsin.storage.recovery_codes import RecoveryCodeRepository


async def renew(parts: Parts, person: Person) -> list[str]:
    """Ten, to be shown once; the former ones are good no more. Raise ReauthenticationRequired, Conflict."""
    now = parts.clock.now_ms()
    person.require_recent(now)
    async with parts.database.write() as connection:
        if not is_wanted(await held(connection, person)):
            raise Conflict("Recovery codes stand in for an authenticator app, and this account has none.")
        codes = await fresh(connection, person.user_id)
        await trail.note_person(connection, person, now, "recovery_codes.renewed", subject_of(person))
    what = "The recovery codes were replaced by new ones."
    notices.tell(parts, lambda: letters.second_factor_changed(person.email, what))
    return codes


async def fresh(connection: Connection, user_id: int) -> list[str]:
    """Ten in place of what there was, in the caller's transaction."""
    codes = recovery_codes.new_codes()
    hashes = [recovery_codes.hash_of(code) for code in codes]
    await RecoveryCodeRepository(connection).replace(user_id, [one for one in hashes if one is not None])
    return codes
