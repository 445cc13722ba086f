"""What an issuer says of itself and the keys that it signs with, kept for a while (OpenID Connect Discovery §4)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import msgspec
from joserfc.jwk import KeySet

from tocsin.auth.oauth.addresses import WHAT_IS_TRUSTED, is_loopback_address, is_trusted_address
from tocsin.auth.oauth.conversation import Conversation
from tocsin.auth.oauth.keys import key_set
from tocsin.auth.oauth.provider import Provider, ProviderUnavailable
from tocsin.core.clock import Clock
from tocsin.core.result import Json

KEPT_S = 3600.0
KEYS_KEPT_AT_LEAST_S = 30.0
"""Whoever sends tokens with made-up key ids makes us ask no more often."""


class Metadata(msgspec.Struct, frozen=True):
    """The part that a sign-in needs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool | None = None

    def endpoints(self) -> Iterator[str]:
        yield from (self.authorization_endpoint, self.token_endpoint, self.jwks_uri)
        if self.userinfo_endpoint is not None:
            yield self.userinfo_endpoint


class _Keys(msgspec.Struct):
    keys: list[dict[str, Json]]


class Discovery:
    """Of one issuer. Several that ask at once wait for one answer."""

    def __init__(self, provider: Provider, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = self._keys_asked_at = 0.0

    async def metadata(self, talk: Conversation) -> Metadata:
        """Raise ProviderUnavailable also where the issuer calls itself by another name than the configured one."""
        async with self._lock:
            if self._metadata is None or self._clock.monotonic() - self._metadata_at >= KEPT_S:
                self._metadata = await self._discovered(talk)
                self._metadata_at = self._clock.monotonic()
            return self._metadata

    async def keys(self, talk: Conversation, kid: str | None) -> KeySet:
        """Those of now. For a key id that is not among them they are fetched again, but not all the time."""
        metadata = await self.metadata(talk)
        async with self._lock:
            if self._keys is None or self._is_time_to_ask(self._keys, kid):
                self._keys_asked_at = self._clock.monotonic()
                found = await talk.get(metadata.jwks_uri, "keys", _Keys)
                self._keys, self._keys_at = key_set(found.keys), self._keys_asked_at
            return self._keys

    def _is_time_to_ask(self, keys: KeySet, kid: str | None) -> bool:
        """A failed question counts as one, and makes the old keys no younger."""
        now = self._clock.monotonic()
        is_known = any(key.kid == kid for key in keys)
        return now - self._keys_at >= KEPT_S or (not is_known and now - self._keys_asked_at >= KEYS_KEPT_AT_LEAST_S)

    async def _discovered(self, talk: Conversation) -> Metadata:
        issuer = self._provider.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await talk.get(address, "description of itself", Metadata)
        fault = fault_of(found, issuer)
        if fault is not None:
            raise ProviderUnavailable(f"{self._provider.name} {fault}")
        return found


def fault_of(metadata: Metadata, issuer: str) -> str | None:
    """Why what an issuer says of itself is not believed, as the end of a sentence."""
    if metadata.issuer != issuer:
        said = metadata.issuer[:200]
        return f"calls itself {said!r} and is configured as {issuer!r}: they have to be the same"
    for endpoint in metadata.endpoints():
        if not is_trusted_address(endpoint):
            return f"names {endpoint[:200]!r} as an address of its own, which {WHAT_IS_TRUSTED}"
        if is_loopback_address(endpoint) and not is_loopback_address(issuer):
            return f"names {endpoint[:200]!r} as an address of its own, which is on this machine"
    return None
