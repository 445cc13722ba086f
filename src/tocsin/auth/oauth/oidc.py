"""A sign-in with an OpenID Connect issuer, Google among them."""

from __future__ import annotations

from tocsin.auth.oauth.conversation import Conversation
from tocsin.auth.oauth.discovery import Discovery, Metadata
from tocsin.auth.oauth.id_token import header_of, person_of
from tocsin.auth.oauth.identity import Person, identity_of
from tocsin.auth.oauth.provider import Begun, Identity, Provider, ProviderUnavailable, SignInRefused
from tocsin.auth.oauth.tokens import BASIC, POST, TokenAnswer, bearer, exchanged
from tocsin.core.clock import Clock


class OidcFlow:
    """The steps that need the issuer."""

    def __init__(self, provider: Provider, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._discovery = Discovery(provider, clock)

    async def authorization_endpoint(self, talk: Conversation) -> str:
        return (await self._discovery.metadata(talk)).authorization_endpoint

    async def require_origin(self, talk: Conversation, iss: str | None) -> None:
        """Raise SignInRefused for an answer of another issuer (RFC 9207 §2.4)."""
        metadata = await self._discovery.metadata(talk)
        is_expected = iss is not None or metadata.authorization_response_iss_parameter_supported
        if is_expected and iss != self._provider.issuer:
            raise SignInRefused(f"this answer does not come from {self._provider.name}; begin again")

    async def identity(self, talk: Conversation, begun: Begun, redirect_uri: str, code: str) -> Identity:
        metadata = await self._discovery.metadata(talk)
        method = self._method(metadata)
        tokens = await exchanged(talk, metadata.token_endpoint, method, begun, redirect_uri, code)
        person = await self._person(talk, tokens, begun.nonce)
        if person.email is None and metadata.userinfo_endpoint:
            person = await self._described(talk, metadata.userinfo_endpoint, tokens, person.sub)
        names = (person.name, person.preferred_username, person.nickname, person.given_name)
        return identity_of(self._provider.issuer, person.sub, person.email, person.email_verified, names)

    def _method(self, metadata: Metadata) -> str:
        offered = metadata.token_endpoint_auth_methods_supported
        if offered is None or BASIC in offered:
            return BASIC
        if POST in offered:
            return POST
        raise ProviderUnavailable(f"{self._provider.name} takes no client secret, neither by {BASIC} nor by {POST}")

    async def _person(self, talk: Conversation, tokens: TokenAnswer, nonce: str) -> Person:
        if not tokens.id_token:
            raise ProviderUnavailable(f"{self._provider.name} gave no ID token")
        header = header_of(self._provider, tokens.id_token)
        keys = await self._discovery.keys(talk, header.kid)
        now = self._clock.now_ms() // 1000
        return person_of(self._provider, tokens.id_token, keys, nonce=nonce, access_token=tokens.access_token, now=now)

    async def _described(self, talk: Conversation, endpoint: str, tokens: TokenAnswer, subject: str) -> Person:
        """All from one source, so that its word for one e-mail never stands for another."""
        person = await talk.get(endpoint, "user information", Person, headers=bearer(talk, tokens))
        if person.sub != subject:  # OpenID Connect Core §5.3.2
            raise SignInRefused(f"{self._provider.name} describes somebody else than it signed in")
        return person
