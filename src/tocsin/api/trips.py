"""A sign-in under way at a provider: what has to be known when the browser comes back, sealed in a cookie of its own.

The cookie is lax, for it has to come along from the other site, and shows that it is the same browser: nobody can have
somebody else finish a sign-in that they have begun (RFC 6749 §10.12).
"""

from __future__ import annotations

from urllib.parse import quote, unquote

import msgspec
from fastapi import Request, Response

from tocsin.api import cookies
from tocsin.api.cookies import Cookie
from tocsin.api.dependencies import services
from tocsin.auth.oauth.provider import Begun, SignInRefused
from tocsin.auth.secrets import SecretUnreadable

SECONDS = 600
LONGEST_COOKIE = 4096
ENDED = "This sign-in has ended, or was begun in another browser: begin again."


class Trip(msgspec.Struct, frozen=True, tag="trip"):
    """`next` is within this site; `session_id` is whose account is to be linked, if that is what it is about."""

    begun: Begun
    next: str
    session_id: int | None
    expires_at: int

    @classmethod
    def of(cls, begun: Begun, next_: str, session_id: int | None, now: int) -> Trip:
        return cls(begun, next_, session_id, now + SECONDS * 1000)

    def __repr__(self) -> str:
        return f"Trip({self.begun.provider_id!r})"


def set_out(request: Request, response: Response, trip: Trip) -> None:
    sealed = services(request).box.encrypt(msgspec.json.encode(trip).decode())
    cookies.write(request, response, Cookie.SIGN_IN, quote(sealed, safe=""), SECONDS, is_lax=True)


def come_back(request: Request, provider_id: str) -> Trip:
    """Raise SignInRefused when nothing of this provider's is under way in this browser."""
    sealed = cookies.read(request, Cookie.SIGN_IN) or ""
    parts = services(request)
    try:
        if len(sealed) > LONGEST_COOKIE:
            raise SignInRefused(ENDED)
        trip = msgspec.json.decode(parts.box.decrypt(unquote(sealed)), type=Trip)
    except (SecretUnreadable, msgspec.MsgspecError) as error:
        raise SignInRefused(ENDED) from error
    if trip.expires_at <= parts.clock.now_ms() or trip.begun.provider_id != provider_id:
        raise SignInRefused(ENDED)
    return trip


def end(request: Request, response: Response) -> None:
    """It is good once."""
    cookies.write(request, response, Cookie.SIGN_IN, "", 0, is_lax=True)
