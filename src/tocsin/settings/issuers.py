"""The settings of those whom people sign in with: Google, GitHub, and any OpenID Connect issuer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from tocsin.auth.oauth.addresses import WHAT_IS_TRUSTED, is_trusted_address
from tocsin.auth.oauth.provider import (
    DEFAULT_SCOPES,
    GITHUB,
    GITHUB_URL,
    GOOGLE,
    GOOGLE_ISSUER,
    Provider,
    ProviderKind,
)

GITHUB_API_URL = "https://api.github.com"
GITHUB_SCOPES = "read:user user:email"
MOST_ISSUERS = 20
_SHAPE = "must be a list of issuers, each with id, name, issuer, client_id and client_secret: JSON in the environment"
_SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
_VISIBLE = r"^[\x20-\x7e]+$"  # RFC 6749, appendix A


def trusted(url: str) -> str:
    """Raise ValueError with what would be right."""
    if not is_trusted_address(url):
        raise ValueError(WHAT_IS_TRUSTED)
    if "?" in url:
        raise ValueError("must not contain a query")
    return url


def _with_openid(scopes: str) -> str:
    if "openid" not in scopes.split():
        raise ValueError("must contain openid")
    return scopes


class OidcIssuer(BaseModel):
    """One OpenID Connect issuer, such as a Keycloak realm. `issuer` is exactly what the issuer calls itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(pattern=_SLUG)
    name: str = Field(min_length=1, max_length=80)
    issuer: Annotated[str, AfterValidator(trusted)]
    client_id: str = Field(pattern=_VISIBLE, max_length=500)
    client_secret: SecretStr = Field(min_length=1, max_length=4096)
    scopes: Annotated[str, AfterValidator(_with_openid)] = Field(
        default=DEFAULT_SCOPES, pattern=_VISIBLE, max_length=500
    )


def issuers(value: object) -> tuple[OidcIssuer, ...]:
    """From the environment's JSON or the file's tables. Raise ValueError without any value, for secrets are in it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError(_SHAPE) from None
    if not isinstance(value, list | tuple):
        raise ValueError(_SHAPE)
    if len(value) > MOST_ISSUERS:
        raise ValueError(f"must list at most {MOST_ISSUERS} issuers")
    found = tuple(_issuer(number, entry) for number, entry in enumerate(value, 1))
    _require_own_ids(found)
    return found


def _issuer(number: int, entry: object) -> OidcIssuer:
    if not isinstance(entry, dict | OidcIssuer):
        raise ValueError(_SHAPE)
    try:
        return OidcIssuer.model_validate(entry)
    except ValidationError as error:
        raise ValueError(f"is wrong at entry {number}: {_fault(error.errors(include_url=False)[0])}") from None


def _fault(detail: ErrorDetails) -> str:
    field = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return f"{field} is missing"
    if detail["type"] == "extra_forbidden":
        return f"{field[:80]!r} is not a field of an issuer, which are {', '.join(OidcIssuer.model_fields)}"
    if detail["type"] == "value_error":
        return f"{field} {detail['ctx']['error']}"
    if detail["type"] == "string_pattern_mismatch":
        what = "lower case letters, digits and hyphens (63 at most)" if field == "id" else "visible ASCII characters"
        return f"{field} must be {what}"
    if detail["type"] == "string_too_long":
        return f"{field} must be at most {detail['ctx']['max_length']} characters long"
    return f"{field} must be text, and not empty"


def _require_own_ids(found: tuple[OidcIssuer, ...]) -> None:
    taken = {GOOGLE, GITHUB}
    for number, issuer in enumerate(found, 1):
        if issuer.id in taken:
            raise ValueError(f"is wrong at entry {number}: id {issuer.id!r} is taken: each needs one of its own")
        taken.add(issuer.id)


def google(client_id: str | None, secret: SecretStr | None) -> Iterator[Provider]:
    """Google is an issuer like any other."""
    if client_id and secret:
        yield Provider(GOOGLE, "Google", GOOGLE_ISSUER, client_id, secret.get_secret_value())


def github(client_id: str | None, secret: SecretStr | None, url: str, api_url: str | None) -> Iterator[Provider]:
    """A GitHub Enterprise Server answers API calls below its own address."""
    if client_id and secret:
        url = url.rstrip("/")
        api = api_url or (GITHUB_API_URL if url == GITHUB_URL else f"{url}/api/v3")
        yield Provider(
            GITHUB,
            "GitHub",
            url,
            client_id,
            secret.get_secret_value(),
            kind=ProviderKind.GITHUB,
            scopes=GITHUB_SCOPES,
            api_url=api.rstrip("/"),
        )


def oidc(found: tuple[OidcIssuer, ...]) -> Iterator[Provider]:
    for issuer in found:
        secret = issuer.client_secret.get_secret_value()
        yield Provider(issuer.id, issuer.name, issuer.issuer, issuer.client_id, secret, scopes=issuer.scopes)
