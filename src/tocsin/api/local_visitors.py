"""Whether who asks sits at this machine, as far as a request can show it: in doubt not."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from fastapi import Request

from tocsin.api.dependencies import api_parts

_OF_PROXIES = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip"}
)


def is_local(request: Request) -> bool:
    """By the address of the connection, by the name that was asked for, and by nothing that a proxy would add.

    The name keeps out pages of other sites whose own name leads to this machine (DNS rebinding); what a proxy adds
    tells of connections that it has passed on to here. A proxy that was told nothing adds nothing, and asks for this
    machine by its number: with a public address elsewhere nobody is believed to sit here.
    """
    public_url = api_parts(request).public_url
    if public_url is not None and not is_own_name(urlsplit(public_url).netloc):
        return False
    names = [name.lower() for name in request.headers]
    is_passed_on = any(name in _OF_PROXIES or name.startswith("x-forwarded") for name in names)
    hosts = request.headers.getlist("host")
    address = request.client.host if request.client is not None else ""
    return not is_passed_on and _is_loopback(address) and len(hosts) == 1 and is_own_name(hosts[0])


def is_own_name(host: str) -> bool:
    """`localhost` or an address of the loopback, as they stand in a Host header (RFC 9110 §7.2)."""
    if host.startswith("["):
        inner, bracket, port = host[1:].partition("]")
        return bool(bracket) and _is_port(port) and ":" in inner and _is_loopback(inner)
    name, colon, port = host.partition(":")
    return _is_port(colon + port) and (name.lower() == "localhost" or _is_loopback(name))


def _is_port(text: str) -> bool:
    return text == "" or (text[0] == ":" and text[1:].isascii() and text[1:].isdigit())


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
