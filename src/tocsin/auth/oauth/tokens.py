"""The code for tokens: the one request that shows this server's secret (RFC 6749 §4.1.3)."""

from __future__ import annotations

from urllib.parse import quote_plus

import httpx
import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_token_request  # type: ignore[import-untyped]

from tocsin.auth.oauth.conversation import Answer, Conversation
from tocsin.auth.oauth.provider import Begun, Provider, ProviderUnavailable, SignInRefused
from tocsin.auth.oauth.wording import line_of

BASIC = "client_secret_basic"
POST = "client_secret_post"
_CODE_IS_OVER = frozenset({"invalid_grant", "bad_verification_code"})
_SERVER_IS_UNKNOWN = frozenset({"invalid_client", "unauthorized_client", "incorrect_client_credentials"})


class TokenAnswer(msgspec.Struct):
    """What came back for the code, good or not; it shows nothing of itself."""

    access_token: str | None = None
    token_type: str | None = None
    id_token: str | None = None
    error: str | None = None

    def __repr__(self) -> str:
        return "TokenAnswer()"


async def exchanged(
    talk: Conversation, endpoint: str, method: str, begun: Begun, redirect_uri: str, code: str
) -> TokenAnswer:
    """Raise SignInRefused for a code that is not good (any more), and ProviderUnavailable."""
    form = prepare_token_request(
        "authorization_code",
        redirect_uri=redirect_uri,
        code=code,
        code_verifier=begun.verifier,
        **_in_form(talk, method),
    )
    answer = await talk.ask("POST", endpoint, form=form, auth=_auth(talk.provider) if method == BASIC else None)
    return _read(talk, answer)


def bearer(talk: Conversation, tokens: TokenAnswer) -> dict[str, str]:
    """The header by which the access token asks further questions (RFC 6750 §2.1)."""
    token = tokens.access_token or ""
    is_sendable = token.isascii() and token.isprintable() and " " not in token
    if not token or not is_sendable or (tokens.token_type or "").lower() != "bearer":
        raise ProviderUnavailable(f"{talk.provider.name} gave no access token that can be used")
    return {"Authorization": f"Bearer {token}"}


def _auth(provider: Provider) -> httpx.Auth:
    """Id and secret are encoded before they are joined (RFC 6749 §2.3.1)."""
    return httpx.BasicAuth(quote_plus(provider.client_id), quote_plus(provider.client_secret))


def _in_form(talk: Conversation, method: str) -> dict[str, str]:
    if method == BASIC:
        return {}
    return {"client_id": talk.provider.client_id, "client_secret": talk.provider.client_secret}


def _read(talk: Conversation, answer: Answer) -> TokenAnswer:
    """GitHub sends its errors with status 200."""
    name = talk.provider.name
    if answer.status not in (httpx.codes.OK, httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
        raise ProviderUnavailable(f"{name} answered with status {answer.status} for its tokens")
    tokens = talk.read(answer.body, "tokens", TokenAnswer)
    if tokens.error in _CODE_IS_OVER:
        raise SignInRefused(f"{name} does not accept this sign-in any more; begin again")
    if tokens.error in _SERVER_IS_UNKNOWN:
        raise ProviderUnavailable(f"{name} does not accept the client id and secret that this server is set up with")
    if tokens.error is not None or answer.status != httpx.codes.OK:
        raise ProviderUnavailable(f"{name} gave no tokens ({line_of(tokens.error)[:60] or answer.status})")
    return tokens
