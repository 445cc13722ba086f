"""A request as libcurl options: what differs from the engine's defaults, and what a redirect makes of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pycurl

from tocsin.net.resolver import IpVersion, is_address
from tocsin.net.urls import HttpUrl, parse_proxy_url

Option = tuple[int, Any]
_VERSIONS = {
    "1.1": pycurl.CURL_HTTP_VERSION_1_1,
    "2": pycurl.CURL_HTTP_VERSION_2TLS,
    "3": pycurl.CURL_HTTP_VERSION_3ONLY,
}
_HTTPAUTH_BEARER = 1 << 6  # pycurl has no name for it
_SEPARATORS = re.compile(r"[\s;,=]+")
_LIKE_A_SECRET = 8
_FAMILIES = {"4": pycurl.IPRESOLVE_V4, "6": pycurl.IPRESOLVE_V6}


@dataclass(frozen=True)
class RequestFields:
    """Everything that makes a request. `follow` is how many redirects may follow; None judges the redirect itself."""

    url: HttpUrl
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    secret_headers: tuple[tuple[str, str], ...] = ()
    username: str = ""
    password: str = ""
    bearer_token: str = ""
    client_certificate: str = ""
    client_key: str = ""
    ca: str = ""
    verify: bool = True
    http_version: str = "auto"
    ip_version: IpVersion = "auto"
    proxy: str = ""
    proxy_username: str = ""
    proxy_password: str = ""
    resolve: tuple[tuple[str, str], ...] = ()
    reuse_connection: bool = False
    body_limit: int = 1024**2
    follow: int | None = None
    cookies: tuple[str, ...] = ()
    """Lines in libcurl's format, each with its domain."""

    def redirected(self, url: HttpUrl, code: int, cookies: Sequence[str]) -> RequestFields:
        """The request that a redirect asks for (RFC 9110 §15.4), without credentials when it leaves their origin."""
        changes: dict[str, Any] = {"url": url, "cookies": tuple(cookies), "follow": max(0, (self.follow or 0) - 1)}
        if (code == 303 and self.method != "HEAD") or (code in {301, 302} and self.method == "POST"):
            changes |= {"method": "GET", "body": b"", "headers": _without_content_headers(self.headers)}
        if not _may_keep_credentials(self.url, url):
            changes |= {"secret_headers": (), "username": "", "password": "", "bearer_token": ""}
            changes |= {"client_certificate": "", "client_key": ""}
        return replace(self, **changes)

    @property
    def secrets(self) -> list[str]:
        """Texts that must never be shown, as given and as sent."""
        values = [self.password, self.bearer_token, self.proxy_password]
        for _, value in self.secret_headers:
            # Servers repeat a token without its scheme, and a cookie without its name.
            values += [value, *(part for part in _SEPARATORS.split(value) if len(part) >= _LIKE_A_SECRET)]
        for user, password in ((self.username, self.password), (self.proxy_username, self.proxy_password)):
            if password:
                values.append(base64.b64encode(f"{user}:{password}".encode()).decode())
        return [value for value in values if value]


class Name(NamedTuple):
    """A host whose addresses are checked before the run. `address` is what the user gave instead of DNS."""

    host: str
    port: int
    address: str = ""
    is_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the engine runs. libcurl is given the addresses of all `names`; without any, `literal` is the only address
    that can be connected to."""

    url: str
    scheme: str
    host: str
    port: int
    literal: str
    names: tuple[Name, ...]
    options: tuple[Option, ...]
    body_limit: int
    follow: int | None
    has_proxy: bool
    is_kept: bool
    is_quic: bool
    ip_version: IpVersion

    @property
    def target(self) -> str:
        """Host and port, as a person writes them."""
        return f"{bracketed(self.host)}:{self.port}"


def prepare(fields: RequestFields) -> Prepared:
    url = fields.url
    names = tuple(_names(fields))
    return Prepared(
        url=url.url,
        scheme=url.scheme,
        host=url.host,
        port=url.port,
        literal="" if names else url.host,
        names=names,
        options=tuple(_options(fields)),
        body_limit=fields.body_limit,
        follow=fields.follow,
        has_proxy=bool(fields.proxy),
        is_kept=fields.reuse_connection,
        is_quic=fields.http_version == "3",
        ip_version=fields.ip_version,
    )


def _names(fields: RequestFields) -> Iterator[Name]:
    if fields.proxy:
        proxy = parse_proxy_url(fields.proxy)
        yield Name(proxy.host, proxy.port, is_proxy=True)
        if proxy.scheme != "socks5" and not is_address(fields.url.host):
            return  # the proxy looks the target up; what needs no lookup is checked all the same
    url = fields.url
    if fields.proxy or not is_address(url.host):
        yield Name(url.host, url.port, _override(fields))


def _override(fields: RequestFields) -> str:
    return dict(fields.resolve).get(fields.url.host.lower(), "")


def _options(fields: RequestFields) -> Iterator[Option]:
    yield from _method_options(fields)
    if lines := [_header_line(name, value) for name, value in (*fields.headers, *fields.secret_headers)]:
        yield pycurl.HTTPHEADER, lines
    yield from ((pycurl.COOKIELIST, cookie) for cookie in fields.cookies)
    yield from _credential_options(fields)
    yield from _tls_options(fields)
    yield from _route_options(fields)


def _method_options(fields: RequestFields) -> Iterator[Option]:
    if fields.method == "HEAD":
        yield pycurl.NOBODY, 1
    elif fields.method == "POST" or fields.body:
        yield pycurl.POSTFIELDS, fields.body
    if fields.method not in {"GET", "HEAD", "POST"}:
        yield pycurl.CUSTOMREQUEST, fields.method


def _header_line(name: str, value: str) -> bytes:
    # libcurl takes "Name:" as "do not send it"; an empty value is written with a semicolon.
    return (f"{name}: {value}" if value.strip() else f"{name};").encode()


def _credential_options(fields: RequestFields) -> Iterator[Option]:
    if fields.username:
        yield pycurl.HTTPAUTH, pycurl.HTTPAUTH_BASIC
        yield pycurl.USERNAME, fields.username.encode()
        yield pycurl.PASSWORD, fields.password.encode()
    if fields.bearer_token:
        yield pycurl.HTTPAUTH, _HTTPAUTH_BEARER
        yield pycurl.XOAUTH2_BEARER, fields.bearer_token.encode()
    if fields.client_certificate:
        yield pycurl.SSLCERT_BLOB, fields.client_certificate.encode()
        yield pycurl.SSLKEY_BLOB, fields.client_key.encode()


def _tls_options(fields: RequestFields) -> Iterator[Option]:
    if fields.ca:
        yield pycurl.CAINFO, None
        yield pycurl.CAINFO_BLOB, fields.ca.encode()
    if not fields.verify:
        yield pycurl.SSL_VERIFYPEER, 0
        yield pycurl.SSL_VERIFYHOST, 0


def _route_options(fields: RequestFields) -> Iterator[Option]:
    if fields.http_version == "2" and fields.url.scheme == "http":
        yield pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
    elif fields.http_version in _VERSIONS:
        yield pycurl.HTTP_VERSION, _VERSIONS[fields.http_version]
    if fields.ip_version in _FAMILIES:
        yield pycurl.IPRESOLVE, _FAMILIES[fields.ip_version]
    if fields.proxy:
        yield pycurl.PROXY, fields.proxy.encode()
    if fields.proxy_username:
        yield pycurl.PROXYUSERNAME, fields.proxy_username.encode()
        yield pycurl.PROXYPASSWORD, fields.proxy_password.encode()
    if address := _override(fields):
        # A kept connection is found by host name and by this; two monitors may look at two servers of one name.
        yield pycurl.CONNECT_TO, [f"::{bracketed(address)}:"]
    if fields.reuse_connection:
        yield pycurl.FRESH_CONNECT, 0
        yield pycurl.FORBID_REUSE, 0


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _without_content_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if not name.lower().startswith("content-"))


def _may_keep_credentials(before: HttpUrl, after: HttpUrl) -> bool:
    """Same origin, or the same host upgraded from http to https on the standard ports."""
    is_upgrade = before.origin == ("http", before.host.lower(), 80) and after.origin == (
        "https",
        before.host.lower(),
        443,
    )
    return before.origin == after.origin or is_upgrade
