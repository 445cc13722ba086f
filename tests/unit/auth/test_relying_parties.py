"""Which site a passkey is bound to."""

from __future__ import annotations

import pytest

from tocsin.auth.relying_parties import RelyingParty, relying_party
from tocsin.core.errors import ValidationFailed


@pytest.mark.parametrize(
    ("origin", "host", "as_browsers_say"),
    [
        ("https://tocsin.example.com", "tocsin.example.com", "https://tocsin.example.com"),
        ("https://tocsin.example.com/", "tocsin.example.com", "https://tocsin.example.com"),
        ("https://tocsin.example.com:443", "tocsin.example.com", "https://tocsin.example.com"),
        ("https://tocsin.example.com:8443", "tocsin.example.com", "https://tocsin.example.com:8443"),
        ("HTTPS://Tocsin.Example.COM", "tocsin.example.com", "https://tocsin.example.com"),
        ("https://glöckchen.example", "xn--glckchen-o4a.example", "https://xn--glckchen-o4a.example"),
        ("https://tocsin", "tocsin", "https://tocsin"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:80", "localhost", "http://localhost"),
        ("http://tocsin.localhost", "tocsin.localhost", "http://tocsin.localhost"),
    ],
)
def test_a_party_is_a_name_and_an_origin(origin: str, host: str, as_browsers_say: str) -> None:
    assert relying_party(origin) == RelyingParty(host, "Tocsin", (as_browsers_say,))


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://[::1]:8000", "https://127.8.8.8:8000"])
def test_who_opened_this_machine_by_number_is_told_its_name(origin: str) -> None:
    with pytest.raises(ValidationFailed, match="open http://localhost:8000 instead"):
        relying_party(origin)


@pytest.mark.parametrize("origin", ["https://192.0.2.7", "http://10.0.0.1:8000", "https://[2001:db8::1]"])
def test_an_address_has_no_passkeys(origin: str) -> None:
    with pytest.raises(ValidationFailed, match="bound to a name"):
        relying_party(origin)


@pytest.mark.parametrize("origin", ["http://tocsin.example.com", "http://localhost.example.com", "http://notlocalhost"])
def test_a_site_without_https_has_no_passkeys(origin: str) -> None:
    with pytest.raises(ValidationFailed, match="need HTTPS"):
        relying_party(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "tocsin.example.com",
        "ftp://tocsin.example.com",
        "https://",
        "https://[::1",
        "https://a:b",
        "https://tocsin.example.com:99999",
        "https://tocsin.example.com:0",
        "https://ada@tocsin.example.com",
        "https://tocsin.example.com/path",
        "https://tocsin.example.com?query",
        "https://tocsin.example.com#fragment",
        "https://exa mple.com",
        "https://127.1",
        "https://2130706433",
        "https://a..b",
        "https://.",
        "https://\ud800",
        "https://" + "ä" * 300,
    ],
)
def test_what_is_no_site_is_refused(origin: str) -> None:
    with pytest.raises(ValidationFailed, match="such as https://"):
        relying_party(origin)
