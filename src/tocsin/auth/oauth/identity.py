"""From what a provider says of a person to an identity: nothing that is said is taken for more than it is."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tocsin.auth.oauth.provider import Identity, SignInRefused
from tocsin.auth.oauth.wording import line_of
from tocsin.core.result import Json

LONGEST_SUBJECT = 255  # OpenID Connect Core §2
LONGEST_EMAIL = 254  # RFC 5321 §4.5.3.1.3, less its brackets


class Person(msgspec.Struct, frozen=True):
    """The claims of OpenID Connect Core §5.1 that are looked at; any but the subject may be anything."""

    sub: str
    email: Json = None
    email_verified: Json = None
    name: Json = None
    preferred_username: Json = None
    nickname: Json = None
    given_name: Json = None


def identity_of(issuer: str, subject: str, email: object, is_verified: object, names: Iterable[object]) -> Identity:
    """The first of `names` that says something. Raise SignInRefused for a subject that names nobody."""
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isascii() or not subject.isprintable():
        raise SignInRefused("the provider does not say who is signing in")
    address = _address(email)
    # Some issuers send the string "true". The specification says a boolean, and whoever reads "true" is tempted to
    # read "false" as true too: only a literal true vouches.
    is_vouched = address is not None and is_verified is True
    name = next(filter(None, map(line_of, names)), subject)
    return Identity(issuer, subject, address, is_vouched, name)


def _address(email: object) -> str | None:
    if not isinstance(email, str) or not 3 <= len(email) <= LONGEST_EMAIL:
        return None
    local, _, domain = email.rpartition("@")
    is_plain = email.isprintable() and not any(char.isspace() for char in email)
    return email if local and domain and is_plain else None
