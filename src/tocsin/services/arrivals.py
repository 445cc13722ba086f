"""What every way of signing in ends with: a session, and a device that is known from then on."""

from __future__ import annotations

import msgspec

from tocsin.auth import tokens
from tocsin.auth.person import Client
from tocsin.core.clock import to_datetime
from tocsin.mail import letters
from tocsin.services import notices
from tocsin.services.device_words import words_of
from tocsin.services.parts import Parts
from tocsin.services.sessions import Opened, open_session
from tocsin.storage.database import Connection
from tocsin.storage.users import StoredUser


class Browser(msgspec.Struct, frozen=True):
    """What somebody signs in with. `device_token` is what it has kept of an earlier sign-in."""

    client: Client = Client()
    device_token: str | None = None

    def __repr__(self) -> str:
        return f"Browser({self.client!r})"


class SignedIn(msgspec.Struct, frozen=True):
    """What a browser is given. `recovery_codes_left` is told when one was used, `linked` (a provider) when
    it was linked just now."""

    opened: Opened
    device_token: str
    way: str
    is_new_device: bool = False
    recovery_codes_left: int | None = None
    linked: str | None = None

    def __repr__(self) -> str:
        return f"SignedIn(user_id={self.opened.person.user_id}, way={self.way!r})"


def known_device(parts: Parts, browser: Browser, user_id: int) -> str | None:
    """The name of a device from which this user, and no other, has signed in before."""
    token = browser.device_token
    claims = parts.tokens.read_device(token, parts.clock.now_ms()) if token else None
    return claims.device if claims is not None and claims.user_id == user_id else None


async def welcome(
    parts: Parts, connection: Connection, user: StoredUser, way: str, browser: Browser, now: int
) -> SignedIn:
    """In the transaction of the last proof, after which `notify` is to be called.

    `user` is as it was read in this transaction, held and not disabled.
    """
    device = known_device(parts, browser, user.id)
    opened = await open_session(parts, connection, user, way, browser.client, now)
    return SignedIn(
        opened=opened,
        device_token=parts.tokens.device_token(user.id, device or tokens.new_token(), now),
        way=way,
        is_new_device=device is None and user.last_sign_in_at is not None,
    )


def notify(parts: Parts, signed_in: SignedIn) -> None:
    """After the commit: tell the user of a device that is new. The very first sign-in is no news to anybody."""
    if not signed_in.is_new_device:
        return
    person, at = signed_in.opened.person, to_datetime(parts.clock.now_ms())
    device = words_of(person.client.agent)
    notices.tell(parts, lambda: letters.new_device(person.email, person.name, at, person.client.address, device))
