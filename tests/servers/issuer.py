"""An OpenID Connect issuer on loopback that checks what a real one checks, and lies where it is told to."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from tests.servers.grants import Grants, Refused, as_json, bearer_of
from tests.servers.http import Request, Respond, answer, serve_http
from tocsin.core.clock import Clock, SystemClock

ABSENT = object()
"""In place of a value: the claim, or the field, is left out."""
PERSON = {"sub": "248289761001", "email": "ada@example.com", "email_verified": True, "name": "Ada Lovelace"}

Sign = Callable[[dict[str, Any], dict[str, Any], Key], str]


def signed(header: dict[str, Any], claims: dict[str, Any], key: Key) -> str:
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def unsigned(header: dict[str, Any], claims: dict[str, Any], _key: Key) -> str:
    """By the algorithm `none`."""
    return f"{_part(header | {'alg': 'none'})}.{_part(claims)}."


def by_secret(secret: bytes, algorithm: str = "HS256") -> Sign:
    """With what is no secret, or is no proof of the issuer."""

    def sign(header: dict[str, Any], claims: dict[str, Any], _key: Key) -> str:
        text = f"{_part(header | {'alg': algorithm})}.{_part(claims)}"
        digest = hmac.new(secret, text.encode(), algorithm.replace("HS", "sha")).digest()
        return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    return sign


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@dataclass
class Issuer:
    """`url` is the issuer's identifier. Whatever is changed counts from the next request."""

    url: str
    grants: Grants
    clock: Clock = field(default_factory=SystemClock)
    key: Key = field(default_factory=lambda: new_key("first"))
    listed: list[Key] | None = None
    """The keys that the key set shows, where they are not just the one that signs."""
    algorithm: str = "ES256"
    claims: dict[str, Any] = field(default_factory=dict)
    """Laid over those of the ID token."""
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    """Laid over the answer of the token endpoint."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    sign: Sign = signed
    answers: dict[str, bytes | Respond] = field(default_factory=dict)
    """What is answered by path in place of the truth."""
    asked: list[str] = field(default_factory=list)
    """The paths of all requests so far."""
    access_tokens: set[str] = field(default_factory=set)

    async def respond(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = urlsplit(request.path).path
        self.asked.append(path)
        instead = self.answers.get(path)
        if callable(instead):
            await instead(request, writer)
        else:
            writer.write(instead or self._truth(path, request))

    def _truth(self, path: str, request: Request) -> bytes:
        known: dict[str, Callable[[Request], bytes]] = {
            "/.well-known/openid-configuration": lambda _: as_json(_laid(self._described(), self.metadata)),
            "/keys": lambda _: as_json({"keys": [key.as_dict(private=False) for key in self.listed or [self.key]]}),
            "/authorize": self.grants.authorize,
            "/token": self._token,
            "/userinfo": self._told,
        }
        return known[path](request) if path in known else answer(b"", status="404 Not Found")

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.algorithm],
            "token_endpoint_auth_methods_supported": [f"client_secret_{name}" for name in self.grants.methods],
        }

    def _token(self, request: Request) -> bytes:
        try:
            asked = self.grants.redeem(request)
        except Refused as refused:
            return as_json({"error": str(refused)}, "400 Bad Request")
        access_token = self.grants.remembered(secrets.token_urlsafe(16))
        self.access_tokens.add(access_token)
        id_token = self.grants.remembered(self.id_token(asked["nonce"], access_token))
        answered = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}
        return as_json(_laid(answered, self.tokens))

    def id_token(self, nonce: str, access_token: str) -> str:
        now = self.clock.now_ms() // 1000
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        truth = self.person | {
            "iss": self.url,
            "aud": self.grants.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        header = _laid({"alg": self.algorithm, "kid": self.key.kid}, self.header)
        return self.sign(header, _laid(truth, self.claims), self.key)

    def _told(self, request: Request) -> bytes:
        if bearer_of(request) not in self.access_tokens:
            return as_json({"error": "invalid_token"}, "401 Unauthorized")
        return as_json(_laid(dict(PERSON), self.userinfo))


@contextlib.asynccontextmanager
async def serve_issuer(
    redirect_uri: str, *, clock: Clock | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Issuer]:
    """An issuer that knows one client, whose only redirect address this is."""
    issuer = Issuer("", Grants(redirect_uri), clock or SystemClock())
    async with serve_http(issuer.respond, tls=tls) as url:
        issuer.url = url
        yield issuer


def _laid(truth: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (truth | over).items() if value is not ABSENT}


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
