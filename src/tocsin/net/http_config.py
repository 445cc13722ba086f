"""What a user sets about an HTTP request: the fields that every kind speaking HTTP inherits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from tocsin.core.plugins import ProbeConfig
from tocsin.net.http_request import Prepared, RequestFields, prepare
from tocsin.net.resolver import IpVersion, is_address
from tocsin.net.tls import check_certificates, check_key_pair
from tocsin.net.urls import MAX_URL_LENGTH, parse_http_url, parse_proxy_url

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2
_FORBIDDEN_IN_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CREDENTIAL_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_FRAMING_HEADERS = frozenset({"content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})
_MAX_PEM = 64 * 1024


class HttpRequestConfig(ProbeConfig):
    """Where to ask, how, and as whom."""

    url: str = Field(
        max_length=MAX_URL_LENGTH,
        title="URL",
        description="Where to look, with http:// or https://. International names are welcome; credentials are not.",
        examples=["https://example.com/health"],
    )
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = Field(
        "GET", title="Method", description="The request's method."
    )
    headers: Mapping[str, str] = Field(
        default_factory=dict,
        max_length=50,
        title="Headers",
        description="Headers sent with the request. Those that hold a credential belong in the secret headers.",
        examples=[{"Accept": "application/json"}],
    )
    secret_headers: Mapping[str, SecretStr] = Field(
        default_factory=dict,
        max_length=20,
        title="Secret headers",
        description="Headers whose values are credentials, such as X-Api-Key or Cookie. Kept encrypted, never shown, "
        "and not sent to another origin that a redirect leads to.",
    )
    body: str = Field(
        "", max_length=64 * 1024, title="Body", description="Sent as UTF-8. Set its Content-Type in the headers."
    )
    username: str = Field("", max_length=256, title="User name", description="For HTTP basic authentication.")
    password: SecretStr = Field(
        SecretStr(""), max_length=1024, title="Password", description="For HTTP basic authentication."
    )
    bearer_token: SecretStr = Field(
        SecretStr(""), max_length=8192, title="Bearer token", description="Sent as `Authorization: Bearer …`."
    )
    client_certificate: str = Field(
        "", max_length=_MAX_PEM, title="Client certificate", description="PEM text, followed by its intermediates."
    )
    client_key: SecretStr = Field(
        SecretStr(""), max_length=_MAX_PEM, title="Client key", description="PEM text of the unencrypted private key."
    )
    ca: str = Field(
        "",
        max_length=4 * _MAX_PEM,
        title="Trusted authorities",
        description="PEM text of the authorities to trust instead of this machine's, for private certificates.",
    )
    verify: bool = Field(
        True,
        title="Verify certificate",
        description="Whether a certificate that is expired, untrusted or of another host is a failure.",
    )
    follow_redirects: bool = Field(
        True, title="Follow redirects", description="Whether to judge what a redirect leads to, or the redirect itself."
    )
    max_redirects: int = Field(
        10, ge=0, le=50, title="Redirect limit", description="Redirects followed before the check fails."
    )
    http_version: Literal["auto", "1.1", "2", "3"] = Field(
        "auto",
        title="HTTP version",
        description="`auto` negotiates the best of 1.1 and 2. Any other must be what the server speaks.",
    )
    ip_version: IpVersion = Field("auto", title="IP version", description="`auto` tries IPv6 and IPv4, as browsers do.")
    proxy: str = Field(
        "",
        max_length=MAX_URL_LENGTH,
        title="Proxy",
        description="URL of an http, https, socks5 or socks5h proxy. The network policy then sees the proxy's "
        "address, for it is the proxy that connects to the target, unless that is a numeric address itself. "
        "Proxies of the environment are never used.",
        examples=["http://proxy.internal:3128"],
    )
    proxy_username: str = Field("", max_length=256, title="Proxy user", description="For the proxy.")
    proxy_password: SecretStr = Field(
        SecretStr(""), max_length=1024, title="Proxy password", description="For the proxy."
    )
    resolve: Mapping[str, str] = Field(
        default_factory=dict,
        max_length=20,
        title="Resolve",
        description="Addresses to use instead of DNS, by host name: to look at one server behind a balancer.",
        examples=[{"www.example.com": "192.0.2.10"}],
    )
    reuse_connection: bool = Field(
        False,
        title="Reuse connection",
        description="Keep the connection for the next check. Cheaper, but TCP and TLS are then checked only when the "
        "server has closed it.",
    )
    body_limit: int = Field(
        1024**2,
        ge=0,
        le=10 * 1024**2,
        title="Body limit",
        description="Bytes of the body that are read, after decoding. Reading stops there; that alone is no failure.",
    )

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parse_http_url(url)
        return url

    @field_validator("proxy")
    @classmethod
    def _check_proxy(cls, proxy: str) -> str:
        if proxy:
            parse_proxy_url(proxy)
        return proxy

    @field_validator("headers")
    @classmethod
    def _check_headers(cls, headers: Mapping[str, str]) -> Mapping[str, str]:
        for name, value in headers.items():
            check_header(name, value)
            if name.lower() in _CREDENTIAL_HEADERS:
                raise ValueError(f"{name} is a credential: set it in secret_headers, where it is kept encrypted")
        return headers

    @field_validator("secret_headers")
    @classmethod
    def _check_secret_headers(cls, headers: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        for name, value in headers.items():
            check_header(name, value.get_secret_value())
        return headers

    @field_validator("username", "proxy_username")
    @classmethod
    def _check_username(cls, username: str) -> str:
        if ":" in username or _FORBIDDEN_IN_VALUE.search(username):
            raise ValueError("a user name holds neither a colon (RFC 7617) nor control characters")
        return username

    @field_validator("password", "bearer_token", "proxy_password")
    @classmethod
    def _check_credential(cls, secret: SecretStr) -> SecretStr:
        if _FORBIDDEN_IN_VALUE.search(secret.get_secret_value()):
            raise ValueError("contains a line break or another control character")
        return secret

    @field_validator("ca", "client_certificate")
    @classmethod
    def _check_pem(cls, pem: str) -> str:
        if pem:
            check_certificates(pem)
        return pem

    @field_validator("resolve")
    @classmethod
    def _check_resolve(cls, overrides: Mapping[str, str]) -> Mapping[str, str]:
        for host, address in overrides.items():
            if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}", host) or is_address(host):
                raise ValueError(f"{host!r} is not a host name")
            if not is_address(address):
                raise ValueError(f"{address!r} is not a numeric address")
        return overrides

    @model_validator(mode="after")
    def _check_together(self) -> HttpRequestConfig:
        if self.bearer_token.get_secret_value() and self.username:
            raise ValueError("user name and bearer token exclude one another: set one of them")
        if self.password.get_secret_value() and not self.username:
            raise ValueError("a password needs a user name")
        if bool(self.client_certificate) != bool(self.client_key.get_secret_value()):
            raise ValueError("client_certificate and client_key belong together: set both or neither")
        if self.client_certificate:
            check_key_pair(self.client_certificate, self.client_key.get_secret_value())
        if self.body and self.method in {"GET", "HEAD"}:
            raise ValueError(f"{self.method} carries no body: choose another method or remove the body")
        if self.resolve and self.proxy:
            raise ValueError("resolve has no effect with a proxy, which looks names up itself: remove one of them")
        if self.http_version == "3" and (self.proxy or not self.url.lower().startswith("https:")):
            raise ValueError("HTTP/3 exists over https and without a proxy only")
        return self

    @cached_property
    def prepared(self) -> Prepared:
        """The request as libcurl options, made once for each config."""
        return prepare(self.fields())

    def fields(self) -> RequestFields:
        """Every setting as it goes on the wire, secrets in the clear."""
        url = parse_http_url(self.url)
        return RequestFields(
            url=url,
            method=self.method,
            headers=tuple(self.headers.items()),
            body=self.body.encode(),
            secret_headers=tuple((name, value.get_secret_value()) for name, value in self.secret_headers.items()),
            username=self.username,
            password=self.password.get_secret_value(),
            bearer_token=self.bearer_token.get_secret_value(),
            client_certificate=self.client_certificate,
            client_key=self.client_key.get_secret_value(),
            ca=self.ca,
            verify=self.verify,
            http_version=self.http_version,
            ip_version=self.ip_version,
            proxy=self.proxy,
            proxy_username=self.proxy_username,
            proxy_password=self.proxy_password.get_secret_value(),
            resolve=tuple((host.lower(), address) for host, address in self.resolve.items()),
            reuse_connection=self.reuse_connection,
            body_limit=self.body_limit,
            follow=self.max_redirects if self.follow_redirects else None,
        )


def check_header(name: str, value: str) -> None:
    """Raise ValueError for what cannot be sent, without the value in it."""
    if not _TOKEN.fullmatch(name) or len(name) > 100:
        raise ValueError(f"{name[:100]!r} is not a header name")
    if name.lower() in _FRAMING_HEADERS:
        raise ValueError(f"{name} is set by the protocol and cannot be given")
    if _FORBIDDEN_IN_VALUE.search(value):
        raise ValueError(f"the value of {name} contains a line break or another control character")
    if len(value) > 8192:
        raise ValueError(f"the value of {name} is longer than 8192 characters")
