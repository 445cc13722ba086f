"""The settings of signing in elsewhere: Google, GitHub, and any OpenID Connect issuer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, WithJsonSchema, field_validator
from pydantic_settings import NoDecode

from tocsin.auth.oauth.addresses import is_loopback_address
from tocsin.auth.oauth.provider import GITHUB_URL, GOOGLE_ISSUER, Provider
from tocsin.settings.addresses import is_loopback
from tocsin.settings.issuers import OidcIssuer, github, google, issuers, oidc, trusted
from tocsin.settings.names import variable
from tocsin.settings.serving import ServingSettings

Issuers = Annotated[tuple[OidcIssuer, ...], NoDecode, WithJsonSchema({"type": "array", "items": {"type": "object"}})]


class ProviderSettings(ServingSettings):
    """Whom people may sign in with."""

    google_client_secret: SecretStr | None = Field(
        default=None, max_length=4096, description="The secret that belongs to `TOCSIN_GOOGLE_CLIENT_ID`."
    )
    google_client_id: str | None = Field(
        default=None,
        max_length=500,
        validate_default=True,
        description="Lets people sign in with Google. Register the redirect address "
        "`<public URL>/api/v1/oauth/google/callback` there, and set `TOCSIN_PUBLIC_URL`.",
    )
    github_client_secret: SecretStr | None = Field(
        default=None, max_length=4096, description="The secret that belongs to `TOCSIN_GITHUB_CLIENT_ID`."
    )
    github_url: str = Field(
        default=GITHUB_URL,
        description="Address of the GitHub Enterprise Server to sign in with, in place of github.com.",
    )
    github_api_url: str | None = Field(
        default=None,
        description="Where the API of that GitHub answers. Default: `https://api.github.com`, or `/api/v3` below "
        "`TOCSIN_GITHUB_URL`.",
    )
    github_client_id: str | None = Field(
        default=None,
        max_length=500,
        validate_default=True,
        description="Lets people sign in with GitHub. Register the redirect address "
        "`<public URL>/api/v1/oauth/github/callback` there, and set `TOCSIN_PUBLIC_URL`.",
    )
    oidc: Issuers = Field(
        default=(),
        repr=False,
        description="OpenID Connect issuers to sign in with: a list of `{id, name, issuer, client_id, client_secret, "
        "scopes}`, as JSON or as tables `[[oidc]]` of the file. `issuer` is exactly what the issuer calls itself; "
        "`scopes` is `openid email profile` by default. Register `<public URL>/api/v1/oauth/<id>/callback` there.",
    )

    @field_validator("google_client_id", "github_client_id")
    @classmethod
    def _with_secret(cls, value: str | None, info: ValidationInfo) -> str | None:
        secret_field = str(info.field_name).replace("_id", "_secret")
        if secret_field in info.data and bool(value) != bool(info.data[secret_field]):
            raise ValueError(f"goes together with {variable(secret_field)}: set both, or neither")
        if value:
            is_github = info.field_name == "github_client_id"
            _require_public_url(info, info.data.get("github_url", "") if is_github else GOOGLE_ISSUER)
        return value

    @field_validator("github_url", "github_api_url")
    @classmethod
    def _trusted(cls, value: str | None) -> str | None:
        return trusted(value) if value is not None else None

    @field_validator("oidc", mode="before")
    @classmethod
    def _issuers(cls, value: object) -> object:
        return issuers(value)

    @field_validator("oidc")
    @classmethod
    def _reachable(cls, value: tuple[OidcIssuer, ...], info: ValidationInfo) -> tuple[OidcIssuer, ...]:
        _require_public_url(info, *(issuer.issuer for issuer in value))
        return value

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Those whom people may sign in with, in the order of their buttons."""
        known_google = google(self.google_client_id, self.google_client_secret)
        known_github = github(self.github_client_id, self.github_client_secret, self.github_url, self.github_api_url)
        return (*known_google, *known_github, *oidc(self.oidc))


def _require_public_url(info: ValidationInfo, *providers: str) -> None:
    """A provider sends people back to an address that was registered with it, which no request may choose."""
    is_all_here = is_loopback(info.data.get("host", "")) and all(map(is_loopback_address, providers))
    if providers and not is_all_here and info.data.get("public_url", "") is None:
        raise ValueError(
            f"needs {variable('public_url')} as well: the provider sends people back to an address below it"
        )
