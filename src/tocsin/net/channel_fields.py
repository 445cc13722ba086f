"""Settings that several kinds of channels have in common: what they are called, and what they may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from tocsin.net.http_config import check_header

_OURS = frozenset({"content-type", "webhook-id", "webhook-timestamp", "webhook-signature"})


def _checked(headers: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
    for name, value in headers.items():
        check_header(name, value.get_secret_value())
        if name.lower() in _OURS:
            raise ValueError(f"{name} is set by Tocsin and cannot be given")
    return headers


SecretHeaders = Annotated[
    Mapping[str, SecretStr],
    Field(
        max_length=20,
        title="Headers",
        description="Sent with every request. Their values are kept encrypted and never shown.",
        examples=[{"Authorization": "Bearer …"}],
    ),
    AfterValidator(_checked),
]
Verify = Annotated[
    bool,
    Field(
        title="Verify certificate",
        description="Whether a certificate that is expired, untrusted or of another host is a failure.",
    ),
]


def in_clear(headers: Mapping[str, SecretStr]) -> list[tuple[str, str]]:
    return [(name, value.get_secret_value()) for name, value in headers.items()]


def header_secrets(headers: Sequence[tuple[str, str]]) -> list[str]:
    """What must not be shown of them: servers repeat a token without its scheme, too."""
    return [part for _, value in headers for part in (value, value.rpartition(" ")[2])]
