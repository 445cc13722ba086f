"""Which site a passkey is bound to: the relying party of WebAuthn, found from the address that it is opened at."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna
import msgspec

from tocsin.core.errors import ValidationFailed

PARTY_NAME = "Tocsin"
_PORTS = {"http": 80, "https": 443}
# What ends in a number is an address to a browser, however few its parts (https://url.spec.whatwg.org/#host-parsing).
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*")


class RelyingParty(msgspec.Struct, frozen=True):
    """Who asks for a passkey: it is bound to `id`, a host's name, and good at `origins` alone."""

    id: str
    name: str
    origins: tuple[str, ...]


def relying_party(origin: str) -> RelyingParty:
    """The party that the site at this origin is. Raise ValidationFailed where browsers have no passkeys."""
    parts = _split(origin)
    host, port = _host_of(parts), f":{parts.port}" if parts.port else ""
    _refuse_address(host, port)
    if not _NAME.fullmatch(host):
        raise _not_a_site()
    if parts.scheme == "http" and not (host == "localhost" or host.endswith(".localhost")):
        raise ValidationFailed("passkeys need HTTPS; without it browsers have them at http://localhost alone")
    own_port = "" if parts.port == _PORTS[parts.scheme] else port
    return RelyingParty(host, PARTY_NAME, (f"{parts.scheme}://{host}{own_port}",))


def _split(origin: str) -> SplitResult:
    try:
        parts = urlsplit(origin)
        is_site = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise _not_a_site() from error
    if not is_site or parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise _not_a_site()
    return parts


def _host_of(parts: SplitResult) -> str:
    """As browsers write it."""
    host = parts.hostname or ""
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise _not_a_site() from error


def _refuse_address(host: str, port: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    way = "serve this site by HTTPS under a name and open it by that name"
    if address.is_loopback:
        way = f"open http://localhost{port} instead"
    raise ValidationFailed(f"passkeys are bound to a name, and {host} is an address: {way}")


def _not_a_site() -> ValidationFailed:
    return ValidationFailed("passkeys need the address of this site, such as https://tocsin.example.com")
