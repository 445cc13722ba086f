"""The configured providers, and a sign-in with one of them from the first redirect to the identity at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from ssl import SSLContext
from typing import NamedTuple, Protocol

import httpx

from tocsin.auth.oauth.authorization import begun_at, code_of, require_own
from tocsin.auth.oauth.conversation import DEADLINE_S, Conversation, conversation
from tocsin.auth.oauth.github import GitHubFlow
from tocsin.auth.oauth.oidc import OidcFlow
from tocsin.auth.oauth.provider import Begun, Identity, Provider, ProviderKind, unknown
from tocsin.core.clock import Clock


class Flow(Protocol):
    """What is special to one kind of provider. All may raise ProviderUnavailable."""

    async def authorization_endpoint(self, talk: Conversation, /) -> str:
        """Where the browser is sent first."""

    async def require_origin(self, talk: Conversation, iss: str | None, /) -> None:
        """Raise SignInRefused when the answer that the browser brought says that it is another's."""

    async def identity(self, talk: Conversation, begun: Begun, redirect_uri: str, code: str, /) -> Identity:
        """Whom the code stands for. Raise SignInRefused."""


_FLOWS: dict[ProviderKind, Callable[[Provider, Clock], Flow]] = {
    ProviderKind.OIDC: OidcFlow,
    ProviderKind.GITHUB: GitHubFlow,
}


class _Known(NamedTuple):
    provider: Provider
    flow: Flow


class Providers:
    """Keeps nothing of a sign-in: what `begin` gives is handed back to `finish`, once.

    `tls` says whom to trust; by default the usual authorities, or those in `SSL_CERT_FILE`.
    """

    def __init__(
        self,
        providers: Iterable[Provider],
        clock: Clock,
        *,
        tls: SSLContext | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._known = {provider.id: _Known(provider, _FLOWS[provider.kind](provider, clock)) for provider in providers}
        self._tls = tls or httpx.create_ssl_context()
        self._deadline_s = deadline_s

    def all(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each, in the order given."""
        return tuple((id_, known.provider.name) for id_, known in self._known.items())

    async def begin(self, provider_id: str, redirect_uri: str) -> Begun:
        """Raise NotFound and ProviderUnavailable."""
        provider, flow = self._known.get(provider_id) or unknown(provider_id)
        async with conversation(provider, self._tls, self._deadline_s) as talk:
            endpoint = await flow.authorization_endpoint(talk)
        return begun_at(endpoint, provider, redirect_uri)

    async def finish(self, provider_id: str, redirect_uri: str, begun: Begun, query: Mapping[str, str]) -> Identity:
        """Raise NotFound, SignInRefused and ProviderUnavailable."""
        provider, flow = self._known.get(provider_id) or unknown(provider_id)
        require_own(provider, begun, query)
        async with conversation(provider, self._tls, self._deadline_s) as talk:
            await flow.require_origin(talk, query.get("iss"))
            return await flow.identity(talk, begun, redirect_uri, code_of(provider, query))
