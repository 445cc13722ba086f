"""The configured providers, and a sign-in with one of them from the first redirect to the identity at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.auth.oauth.provider import Begun, Identity, Provider, unknown
from tocsin.core.clock import Clock


class Providers:
    """Keeps nothing of a sign-in: what `begin` gives is handed back to `finish`, once."""

    def __init__(self, providers: Iterable[Provider], clock: Clock) -> None:
        self._providers = {provider.id: provider for provider in providers}
        self._clock = clock

    def all(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each, in the order given."""
        return tuple((provider.id, provider.name) for provider in self._providers.values())

    async def begin(self, provider_id: str, redirect_uri: str) -> Begun:
        """Raise NotFound and ProviderUnavailable."""
        unknown(provider_id)

    async def finish(self, provider_id: str, redirect_uri: str, begun: Begun, query: Mapping[str, str]) -> Identity:
        """Raise NotFound, SignInRefused and ProviderUnavailable."""
        unknown(provider_id)
