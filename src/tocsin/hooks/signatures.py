"""Requests that are signed with a secret that both sides hold: an HMAC over the body, in a header (RFC 2104)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

HEADER = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"


class Unverified(ValueError):
    """The request is not signed, or not with the secret; the text is a sentence."""


class HmacConfig(BaseModel):
    """How the sender signs. The defaults are GitHub's."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    secret: SecretStr = Field(
        min_length=8, max_length=1000, title="Secret", description="What was entered as the secret in the sender."
    )
    header: str = Field(
        default="X-Hub-Signature-256",
        min_length=1,
        max_length=100,
        pattern=HEADER,
        title="Header",
        description="The header that carries the signature, in hexadecimal digits.",
    )
    algorithm: Literal["sha256", "sha512", "sha1"] = Field(
        default="sha256", title="Algorithm", description="The hash of the HMAC."
    )
    prefix: str = Field(
        default="sha256=", max_length=50, title="Prefix", description="What stands before the digits in the header."
    )


def verify(config: HmacConfig, headers: Mapping[str, str], body: bytes) -> None:
    """Raise Unverified. Header names are lower case."""
    given = headers.get(config.header.lower())
    if given is None:
        raise Unverified(f"The request has no header {config.header} with its signature.")
    digits = hmac.new(config.secret.get_secret_value().encode(), body, config.algorithm).hexdigest()
    expected = config.prefix + digits
    if not hmac.compare_digest(given.strip().encode("utf-8", "replace"), expected.encode()):
        raise Unverified(f"The signature in {config.header} does not fit the body and the secret.")
