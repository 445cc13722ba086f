"""The ID token: who signed it, for whom, when, and in answer to what (OpenID Connect Core §3.1.3.7)."""

from __future__ import annotations

import base64

import msgspec
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from tocsin.auth.oauth.identity import Person
from tocsin.auth.oauth.provider import Provider, SignInRefused
from tocsin.auth.oauth.wording import line_of
from tocsin.core.result import Json

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Asymmetric ones alone: with `none` anybody could sign, and with HMAC whoever knows the secret or a public key."""
LEEWAY_S = 60
LONGEST_HEADER = 8192


class _Registry(JWSRegistry):
    max_header_length = LONGEST_HEADER  # some issuers put their certificate there
    max_payload_length = 262_144  # and some all groups of a person


class Header(msgspec.Struct, frozen=True):
    """What is read before the signature is known to be good: only to find the key."""

    alg: str
    kid: str | None = None
    crit: Json = None


def header_of(provider: Provider, token: str) -> Header:
    """Raise SignInRefused for an algorithm that proves nothing, and for what is no token."""
    try:
        text = token.partition(".")[0][: 2 * LONGEST_HEADER]
        header = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Header)
    except (ValueError, RecursionError):
        raise refusal(provider, "it is not one") from None
    if header.alg not in ALGORITHMS:
        raise refusal(provider, f"its algorithm {header.alg[:20]!r} is not one of {', '.join(ALGORITHMS)}")
    if header.crit is not None:
        raise refusal(provider, "it wants something understood that this server does not know")
    return header


def person_of(
    provider: Provider, token: str, keys: KeySet, *, nonce: str, access_token: str | None, now: int
) -> Person:
    """What a good token says. `now` is in Unix seconds. Raise SignInRefused."""
    try:
        registry = _Registry(algorithms=ALGORITHMS, strict_check_header=False)
        decoded = jwt.decode(token, keys, registry=registry)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
        )
        if not isinstance(claims.get("at_hash", ""), str):
            raise refusal(provider, "its at_hash is no text")
        claims.validate(now=now, leeway=LEEWAY_S)
        return msgspec.convert(decoded.claims, Person)
    except JoseError as error:
        raise refusal(provider, line_of(error.description or error.error)) from None
    except (ValueError, RecursionError):
        raise refusal(provider, "it is not one") from None


def refusal(provider: Provider, why: str) -> SignInRefused:
    return SignInRefused(f"the ID token of {provider.name} is not good: {why}")
