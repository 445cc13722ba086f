"""A sign-in with GitHub, which speaks OAuth 2 without OpenID Connect: who it was is asked of its API."""

from __future__ import annotations

import msgspec

from tocsin.auth.oauth.conversation import Conversation
from tocsin.auth.oauth.identity import identity_of
from tocsin.auth.oauth.provider import Begun, Identity, Provider, SignInRefused
from tocsin.auth.oauth.tokens import POST, bearer, exchanged
from tocsin.core.clock import Clock


class _User(msgspec.Struct):
    id: int
    """For ever the same; a login can be given up and taken by somebody else."""
    login: str
    name: str | None = None


class _Email(msgspec.Struct):
    email: str
    primary: bool
    verified: bool


class GitHubFlow:
    """The steps that need GitHub."""

    def __init__(self, provider: Provider, _clock: Clock) -> None:
        self._provider = provider

    async def authorization_endpoint(self, _talk: Conversation) -> str:
        return f"{self._provider.issuer}/login/oauth/authorize"

    async def require_origin(self, _talk: Conversation, iss: str | None) -> None:
        """GitHub announces no `iss` where this server would look; what comes has to be GitHub's all the same."""
        if iss is not None and iss not in (self._provider.issuer, f"{self._provider.issuer}/login/oauth"):
            raise SignInRefused(f"this answer does not come from {self._provider.name}; begin again")

    async def identity(self, talk: Conversation, begun: Begun, redirect_uri: str, code: str) -> Identity:
        endpoint = f"{self._provider.issuer}/login/oauth/access_token"
        tokens = await exchanged(talk, endpoint, POST, begun, redirect_uri, code)
        headers = bearer(talk, tokens) | {"Accept": "application/vnd.github+json"}
        api = self._provider.api_url
        user = await talk.get(f"{api}/user", "user", _User, headers=headers)
        emails = await talk.get(f"{api}/user/emails?per_page=100", "e-mails", list[_Email], headers=headers)
        primary = next((one.email for one in emails if one.primary and one.verified), None)
        return identity_of(self._provider.issuer, str(user.id), primary, primary is not None, (user.name, user.login))
