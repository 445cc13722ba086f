"""What a browser holds while somebody is signed in: an access, a refresh and a CSRF token; and what it keeps after.

Each purpose has keys of its own, derived from those that seal secrets: what was made for one is nothing to another.
What an older key has signed stays good while that key is in the ring. Nothing here looks at the database: a token
that is genuine may belong to a session that has ended.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TypeVar

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey
from joserfc.jws import JWSRegistry

from tocsin.auth.secrets import SecretBox
from tocsin.auth.signatures import SIGNATURE_CHARACTERS, Signer

ACCESS_SECONDS = 600
DEVICE_SECONDS = 365 * 86_400
LONGEST_TOKEN = 2000
SESSION_ID_BITS = 53
"""What a JSON number holds exactly."""
SALT_BYTES = 16

_ALGORITHM = "HS256"
_REGISTRY = JWSRegistry(algorithms=[_ALGORITHM])
# Nine digits fit the column that the generation is compared with; sixteen hold every session's id.
_REFRESH = re.compile(rf"([1-9][0-9]{{0,15}})\.(0|[1-9][0-9]{{0,8}})\.([A-Za-z0-9_-]{{{SIGNATURE_CHARACTERS}}})")


class AccessClaims(msgspec.Struct, frozen=True):
    """What an access token says. `expires_at` is in Unix ms."""

    session_id: int
    user_id: int
    expires_at: int


class RefreshClaims(msgspec.Struct, frozen=True):
    """What a refresh token pretends to be, until `is_refresh` has seen it beside the session's salt."""

    session_id: int
    generation: int


class DeviceClaims(msgspec.Struct, frozen=True):
    """Who has signed in from a browser before. `expires_at` is in Unix ms."""

    user_id: int
    device: str
    expires_at: int


class SessionTokens:
    """Makes and reads them all. Every `now` is in Unix ms."""

    def __init__(self, box: SecretBox) -> None:
        self._access = _Jwts(box, "session access")
        self._devices = _Jwts(box, "device")
        self._refresh = Signer(box, "session refresh")
        self._csrf = Signer(box, "csrf")

    def access_token(self, session_id: int, user_id: int, now: int) -> str:
        """A JWT that is good for ten minutes."""
        return self._access.made({"sid": session_id, "sub": str(user_id), "exp": now // 1000 + ACCESS_SECONDS})

    def read_access(self, token: str, now: int) -> AccessClaims | None:
        """None for whatever is not an access token of ours, or is one no longer."""
        said = self._access.read(token, _AccessBody, now)
        return AccessClaims(said.sid, said.sub, said.exp * 1000) if said else None

    def refresh_token(self, session_id: int, generation: int, salt: bytes) -> str:
        """Id, generation and a MAC over both and the session's salt: without the session's row nobody can make one."""
        return f"{session_id}.{generation}.{self._refresh.sign(session_id, generation, salt.hex())}"

    def read_refresh(self, token: str) -> RefreshClaims | None:
        """Which session to look up. Nothing is proven yet: ask `is_refresh` with that session's salt."""
        parts = _REFRESH.fullmatch(token)
        return RefreshClaims(int(parts[1]), int(parts[2])) if parts else None

    def is_refresh(self, token: str, salt: bytes) -> bool:
        """Whether it was made here for the session with this salt, of whichever generation."""
        parts = _REFRESH.fullmatch(token)
        return parts is not None and self._refresh.is_signed(parts[3], int(parts[1]), int(parts[2]), salt.hex())

    def csrf_token(self, session_id: int) -> str:
        """The same for as long as the session lasts."""
        return self._csrf.sign(session_id)

    def is_csrf(self, token: str, session_id: int) -> bool:
        return self._csrf.is_signed(token, session_id)

    def device_token(self, user_id: int, device: str, now: int) -> str:
        """For a cookie that says: this browser has signed in as this user before. Good for a year."""
        return self._devices.made({"sub": str(user_id), "dev": device, "exp": now // 1000 + DEVICE_SECONDS})

    def read_device(self, token: str, now: int) -> DeviceClaims | None:
        """None for whatever is not a device token of ours, or is one no longer."""
        said = self._devices.read(token, _DeviceBody, now)
        return DeviceClaims(said.sub, said.dev, said.exp * 1000) if said else None


def new_session_id() -> int:
    """Random, so that it tells nothing of how many there are; never 0."""
    return secrets.randbelow(2**SESSION_ID_BITS - 1) + 1


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class _AccessBody(msgspec.Struct):
    sid: int
    sub: int
    exp: int


class _DeviceBody(msgspec.Struct):
    sub: int
    dev: str
    exp: int


_Body = TypeVar("_Body", _AccessBody, _DeviceBody)


class _Jwts:
    """JSON Web Tokens (RFC 7519) of one purpose, by HMAC with SHA-256 alone."""

    def __init__(self, box: SecretBox, purpose: str) -> None:
        keys: list[Key] = [_named_key(key) for key in box.derived(f"tocsin {purpose}")]
        self._ring = KeySet(keys)
        self._current = keys[0]
        self._header = {"alg": _ALGORITHM, "kid": keys[0].kid}

    def made(self, claims: dict[str, str | int]) -> str:
        return jwt.encode(self._header, claims, self._current, registry=_REGISTRY)

    def read(self, token: str, body: type[_Body], now: int) -> _Body | None:
        if len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        try:
            claims = jwt.decode(token, self._ring, registry=_REGISTRY).claims
            said = msgspec.convert(claims, body, strict=False)  # RFC 7519 wants `sub` to be a string; ours are numbers
        except (JoseError, ValueError, TypeError, RecursionError):  # a header is parsed before its signature is checked
            return None
        return said if now < said.exp * 1000 else None


def _named_key(key: bytes) -> OctKey:
    """Its name tells nothing of it, and is the same in every process."""
    kid = hashlib.sha256(b"tocsin token key id" + key).hexdigest()[:8]
    return OctKey.import_key(key, {"kid": kid, "use": "sig", "alg": _ALGORITHM})
