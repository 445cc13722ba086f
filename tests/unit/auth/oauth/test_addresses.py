"""Which addresses of a provider are spoken to."""

from __future__ import annotations

import pytest

from tocsin.auth.oauth.addresses import is_trusted_address
from tocsin.auth.oauth.provider import callback_url


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com",
        "https://id.example.com:8443/realms/ops",
        "http://localhost:9000",
        "http://127.0.0.1:9000/x?y=1",
        "http://127.8.9.10",
        "http://[::1]:9000",
    ],
)
def test_what_is_encrypted_or_stays_here_is_trusted(url: str) -> None:
    assert is_trusted_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///path",
        "id.example.com",
        "http://id.example.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "https://user:password@id.example.com",
        "https://id.example.com/#fragment",
        "https://id.example.com\\@evil.example",
        "https://id.example.com/a b",
        "https://id.example.com/\n",
        "https://id.exämple.com",
        "https://id.example.com:99999",
        "https://id.example.com:0",
        "https://[::1",
        "ftp://id.example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://id.example.com/" + "x" * 2000,
    ],
)
def test_anything_else_is_not(url: str) -> None:
    assert not is_trusted_address(url)


@pytest.mark.parametrize("public", ["https://tocsin.example.com/ops", "https://tocsin.example.com/ops/"])
def test_the_redirect_address_lies_below_the_public_url(public: str) -> None:
    assert callback_url(public, "google") == "https://tocsin.example.com/ops/api/v1/oauth/google/callback"
