"""The first redirect of a sign-in, and what the browser brings back from it (RFC 6749 §4.1, RFC 7636, RFC 9207)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from tocsin.auth.oauth.provider import Begun, Provider, ProviderUnavailable, SignInRefused
from tocsin.auth.oauth.wording import line_of

RANDOM_BYTES = 32
VERIFIER_BYTES = 48
LONGEST_CODE = 4096
_TROUBLE = frozenset({"server_error", "temporarily_unavailable"})


def begun_at(endpoint: str, provider: Provider, redirect_uri: str) -> Begun:
    """Where to go, with the three random values that the way back is checked by."""
    state, nonce = secrets.token_urlsafe(RANDOM_BYTES), secrets.token_urlsafe(RANDOM_BYTES)
    verifier = secrets.token_urlsafe(VERIFIER_BYTES)
    url = prepare_grant_uri(
        endpoint,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=provider.scopes,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return Begun(url, state, nonce, verifier, provider.id)


def require_own(provider: Provider, begun: Begun, query: Mapping[str, str]) -> None:
    """Raise SignInRefused for an answer to another question than the one that this browser went out with."""
    state = query.get("state", "").encode("utf-8", "surrogatepass")
    is_own = begun.provider_id == provider.id and hmac.compare_digest(state, begun.state.encode())
    # An empty state would equal one that is missing, and an empty nonce would not be looked for.
    if not is_own or not all((begun.state, begun.nonce, begun.verifier)):
        raise SignInRefused("this answer does not belong to the sign-in that was begun here; begin again")


def code_of(provider: Provider, query: Mapping[str, str]) -> str:
    """Raise SignInRefused where the provider or the person said no, and ProviderUnavailable where it has trouble."""
    error = query.get("error")
    if error in _TROUBLE:
        raise ProviderUnavailable(f"{provider.name} has trouble of its own; try again later")
    if error is not None:
        said = line_of(query.get("error_description")) or line_of(error) or "without a reason"
        raise SignInRefused(f"{provider.name} did not let the sign-in pass: {said}")
    code = query.get("code", "")
    if not code or len(code) > LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise SignInRefused(f"{provider.name} sent no code along; begin again")
    return code
