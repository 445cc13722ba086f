"""One request on one of libcurl's handles: its options, its buffers, and what it brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import pycurl

from tocsin.core.result import Phases
from tocsin.net.curl_failures import Attempt, explain
from tocsin.net.failures import Failure
from tocsin.net.http_request import Prepared, bracketed
from tocsin.net.resolver import is_address
from tocsin.net.tls import CurlCertificates, trusted_authorities

_EXCERPT = 16 * 1024
_SUPPRESS_CONNECT_HEADERS = 265  # pycurl has no name for it
_DEFAULTS: tuple[tuple[int, Any], ...] = (
    (pycurl.NOSIGNAL, 1),
    (pycurl.FRESH_CONNECT, 1),
    (pycurl.FORBID_REUSE, 1),
    (pycurl.DNS_CACHE_TIMEOUT, 0),
    # A resumed session would not show its certificate again, and would not be verified.
    (pycurl.SSL_SESSIONID_CACHE, 0),
    # Without the post-quantum share that libcurl would offer first: it makes a handshake an eighth dearer.
    (pycurl.SSL_EC_CURVES, "X25519:P-256"),
    (pycurl.OPT_CERTINFO, 1),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.PROXY, ""),  # else libcurl would take one from the environment
    (pycurl.ACCEPT_ENCODING, ""),  # all that it can decode
    (_SUPPRESS_CONNECT_HEADERS, 1),  # a proxy's answer is not the target's
    (pycurl.COOKIEFILE, ""),  # in memory: sites set a cookie and redirect, for ever when it does not come back
    (pycurl.USERAGENT, f"Tocsin/{version('tocsin')}"),
)


@dataclass(slots=True)
class Exchange:
    """What one request brought. With a `failure`, everything else is what was seen until then."""

    url: str
    code: int = 0
    latency_us: int = 0
    phases: Phases = field(default_factory=Phases)
    header_lines: Sequence[bytes] = ()
    body: bytes = b""
    body_size: int = 0
    is_truncated: bool = False
    address: str = ""
    addresses: Sequence[str] = ()
    certificates: CurlCertificates = ()
    redirect_url: str | None = None
    cookies: Sequence[str] = ()
    failure: Failure | None = None


class Transfer:
    """An easy handle with its buffers, and a DNS cache of its own that holds what the run is told, and nothing else."""

    __slots__ = ("_body", "_dns", "_forget", "_headers", "_is_plain", "_keep", "_limit", "_received", "curl")

    def __init__(self) -> None:
        self.curl = pycurl.Curl()
        self._dns = pycurl.CurlShare()
        self._dns.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_DNS)
        self.curl.setopt(pycurl.SHARE, self._dns)  # survives a reset
        self._headers: list[bytes] = []
        self._body: list[bytes] = []
        self._forget: list[str] = []
        self._received = self._limit = self._keep = 0
        self._is_plain = False

    def start(
        self, request: Prepared, addresses: Sequence[Sequence[str]], milliseconds: int, *, keep_body: bool
    ) -> None:
        curl = self.curl
        if not self._is_plain:
            self._set_defaults()
        curl.setopt(pycurl.COOKIELIST, "ALL")  # forgets those of the run before
        curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.TIMEOUT_MS, milliseconds)
        for option, value in request.options:
            curl.setopt(option, value)
        if addresses or self._forget:
            self._tell_addresses(request, addresses)
        self._is_plain = not request.options
        self._limit = request.body_limit
        self._keep = self._limit if keep_body else min(self._limit, _EXCERPT)
        self._received = 0

    def exchange(self, request: Prepared) -> Exchange:
        """What was seen; empties the buffers for the next run."""
        getinfo = self.curl.getinfo
        total = getinfo(pycurl.TOTAL_TIME_T)
        address = getinfo(pycurl.PRIMARY_IP)
        body = b"".join(self._body)
        exchange = Exchange(
            url=request.url,
            code=getinfo(pycurl.RESPONSE_CODE),
            latency_us=total,
            phases=self._phases(request, total, is_connected=bool(address)),
            header_lines=self._headers.copy(),
            body=body if len(body) <= self._keep else body[: self._keep],
            body_size=min(self._received, self._limit),
            is_truncated=self._received > self._limit,
            address=address,
            certificates=self.curl.getinfo_raw(pycurl.INFO_CERTINFO) if request.scheme == "https" else (),
        )
        if 300 <= exchange.code < 400:
            exchange.redirect_url = getinfo(pycurl.REDIRECT_URL)
            exchange.cookies = getinfo(pycurl.INFO_COOKIELIST)
        self._headers.clear()
        self._body.clear()
        return exchange

    def failed(self, request: Prepared, number: int, text: str) -> Exchange:
        exchange = self.exchange(request)
        if not (number == pycurl.E_WRITE_ERROR and exchange.is_truncated):
            exchange.failure = explain(number, text, self._attempt(request, exchange))
        return exchange

    def _attempt(self, request: Prepared, exchange: Exchange) -> Attempt:
        """How far it came."""
        getinfo = self.curl.getinfo
        return Attempt(
            target=request.target,
            host=request.host,
            is_https=request.scheme == "https",
            has_proxy=request.has_proxy,
            is_quic=request.is_quic,
            system_error=getinfo(pycurl.OS_ERRNO),
            verify_result=getinfo(pycurl.SSL_VERIFYRESULT),
            proxy_code=getinfo(pycurl.HTTP_CONNECTCODE),
            is_connected=bool(exchange.address),
            is_encrypted=bool(getinfo(pycurl.APPCONNECT_TIME_T)) or not getinfo(pycurl.CONNECT_TIME_T),
            code=exchange.code,
            body_size=exchange.body_size,
            seconds=exchange.latency_us / 1e6,
        )

    def _phases(self, request: Prepared, total: int, *, is_connected: bool) -> Phases:
        # libcurl counts each from the start of the request, says 0 for those that a kept connection had in an earlier
        # one, and fills in those after a failure with the time of it.
        getinfo = self.curl.getinfo
        connected = getinfo(pycurl.CONNECT_TIME_T)
        encrypted = getinfo(pycurl.APPCONNECT_TIME_T) or connected
        if self._headers:
            first = getinfo(pycurl.STARTTRANSFER_TIME_T)
            return Phases(0, connected, encrypted - connected, first - encrypted, total - first)
        if not is_connected:
            return Phases(connect=total)
        if request.scheme == "https" and encrypted == connected > 0:
            return Phases(connect=connected, tls=total - connected)
        return Phases(0, connected, encrypted - connected, total - encrypted)

    def _set_defaults(self) -> None:
        curl = self.curl
        curl.reset()
        for option, value in _DEFAULTS:
            curl.setopt(option, value)
        if authorities := trusted_authorities():
            curl.setopt(pycurl.CAINFO, authorities)
        curl.setopt(pycurl.HEADERFUNCTION, self._headers.append)
        curl.setopt(pycurl.WRITEFUNCTION, self._on_body)

    def _tell_addresses(self, request: Prepared, addresses: Sequence[Sequence[str]]) -> None:
        told = {
            f"{name.host}:{name.port}": ",".join(map(bracketed, found))
            for name, found in zip(request.names, addresses, strict=True)
            if not name.address and not is_address(name.host)
        }
        self.curl.setopt(pycurl.RESOLVE, [*self._forget, *(f"{name}:{found}" for name, found in told.items())])
        self._forget = [f"-{name}" for name in told]

    def _on_body(self, data: bytes) -> int | None:
        if self._received < self._keep:
            self._body.append(data)
        self._received += len(data)
        # Anything but None or the length stops the transfer.
        return 0 if self._received > self._limit else None
