"""What others know of a provider: its configuration, what a sign-in begins with, whom it ends with, how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Never, Protocol

from tocsin.core.errors import NotFound, TocsinError

GOOGLE = "google"
GOOGLE_ISSUER = "https://accounts.google.com"
GITHUB = "github"
GITHUB_URL = "https://github.com"
DEFAULT_SCOPES = "openid email profile"


class ProviderKind(StrEnum):
    """The protocol that a provider speaks."""

    OIDC = "oidc"
    GITHUB = "github"


@dataclass(frozen=True)
class Provider:
    """Who vouches for people, and with what this server shows who it is. `id` stands in the redirect address.

    `issuer` is the OIDC issuer exactly as it calls itself, or the address of GitHub or of a GitHub Enterprise Server.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    kind: ProviderKind = ProviderKind.OIDC
    scopes: str = DEFAULT_SCOPES
    api_url: str = ""
    """Where GitHub's API answers; of no use to OIDC."""


@dataclass(frozen=True)
class Begun:
    """A sign-in under way. All but `url` is kept from everybody until the browser comes back, and used once."""

    url: str = field(repr=False)
    """Where the browser is sent."""
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    provider_id: str
    """So that no other provider's answer is taken for this one's."""


@dataclass(frozen=True)
class Identity:
    """Whom a provider vouches for. Issuer and subject together never change and are never given to another person."""

    issuer: str
    subject: str
    email: str | None
    is_email_verified: bool
    """By the provider's literal JSON `true` and nothing else: neither "true" nor 1."""
    name: str
    """What the provider calls them; their subject where it says nothing."""


class SignInRefused(TocsinError):
    """The provider or the person said no, or what came back is not the answer to what was asked."""

    code = "sign_in_refused"


class ProviderUnavailable(TocsinError):
    """The provider did not answer, or nothing that makes sense; or it does not know this server."""

    code = "provider_unavailable"


class ProviderRegistry(Protocol):
    """The providers that people may sign in with."""

    def all(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each, in the order of the buttons."""

    async def begin(self, provider_id: str, redirect_uri: str) -> Begun:
        """Raise NotFound for an id that is not configured, and ProviderUnavailable."""

    async def finish(self, provider_id: str, redirect_uri: str, begun: Begun, query: Mapping[str, str]) -> Identity:
        """Raise NotFound, SignInRefused and ProviderUnavailable. `query` is what the browser came back with."""


class NoProviders:
    """A registry for a server that knows no provider."""

    def all(self) -> tuple[tuple[str, str], ...]:
        return ()

    async def begin(self, provider_id: str, redirect_uri: str) -> Begun:
        unknown(provider_id)

    async def finish(self, provider_id: str, redirect_uri: str, begun: Begun, query: Mapping[str, str]) -> Identity:
        unknown(provider_id)


def unknown(provider_id: str) -> Never:
    raise NotFound(f"this server knows no provider {provider_id[:80]!r} to sign in with")


def callback_url(public_url: str, provider_id: str) -> str:
    """The redirect address to register with the provider."""
    return f"{public_url.rstrip('/')}/api/v1/oauth/{provider_id}/callback"
