"""HTTP requests on libcurl, driven by the running event loop: fresh connections, every address checked, bounded bodies.

Handles are pooled and carry the defaults, so that a plain check sets two options and reads a handful of numbers.
"""

from __future__ import annotations

import _socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import pycurl

from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.result import Phases
from tocsin.net.curl_failures import Attempt, explain
from tocsin.net.failures import Failure, deadline_passed, denied
from tocsin.net.http_request import Prepared
from tocsin.net.resolver import why_unresolved
from tocsin.net.tls import CurlCertificates, trusted_authorities

_IDLE_HANDLES = 256
_KEPT_CONNECTIONS = 1024
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
    addresses_tried: Sequence[str] = ()
    certificates: CurlCertificates = ()
    redirect_url: str | None = None
    cookies: Sequence[str] = ()
    failure: Failure | None = None


class HttpEngine:
    """One for each plug-in; bound to the event loop of its first request."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy = policy
        self._multi: pycurl.AsyncCurlMulti | None = None
        self._idle: dict[bool, list[_Transfer]] = {True: [], False: []}

    async def fetch(self, request: Prepared, deadline: Deadline, *, keep_body: bool) -> Exchange:
        """One request, no redirect followed. Without `keep_body` only the body's beginning is kept.

        A target that fails is an exchange with a failure. Cancellation closes the connection.
        """
        literal = request.literal
        if literal is not None and (refusal := self._policy.refusal(literal)):
            return Exchange(request.url, failure=denied(refusal))
        milliseconds = int(deadline.remaining() * 1000)
        if milliseconds <= 0:
            return Exchange(request.url, failure=deadline_passed(request.target))
        transfer = self._take(is_guarded=literal is None)
        transfer.start(request, milliseconds, keep_body=keep_body)
        multi = self._multi or self._open()
        try:
            await multi.add_handle(transfer.curl)
            exchange = transfer.exchange(request)
        except pycurl.error as error:
            exchange = await self._failed(transfer, request, error, deadline)
        # A handle whose request was cancelled is not pooled: it is closed with the last reference to it.
        self._give_back(transfer)
        return exchange

    async def aclose(self) -> None:
        """Close every connection; requests under way are cancelled."""
        for idle in self._idle.values():
            idle.clear()
        if self._multi is not None:
            multi, self._multi = self._multi, None
            await multi.aclose()

    def _open(self) -> pycurl.AsyncCurlMulti:
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, _KEPT_CONNECTIONS)
        return self._multi

    def _take(self, *, is_guarded: bool) -> _Transfer:
        idle = self._idle[is_guarded]
        return idle.pop() if idle else _Transfer(self._policy if is_guarded else None)

    def _give_back(self, transfer: _Transfer) -> None:
        idle = self._idle[transfer.policy is not None]
        if len(idle) < _IDLE_HANDLES:
            idle.append(transfer)

    async def _failed(
        self, transfer: _Transfer, request: Prepared, error: pycurl.error, deadline: Deadline
    ) -> Exchange:
        if transfer.crash is not None:
            raise transfer.crash
        number, text = error.args
        exchange = transfer.exchange(request, has_failed=True)
        if number == pycurl.E_WRITE_ERROR and exchange.is_truncated:
            return exchange
        if transfer.refusal and number in {pycurl.E_COULDNT_CONNECT, pycurl.E_OPERATION_TIMEDOUT}:
            exchange.failure = denied(transfer.refusal)
        elif number == pycurl.E_COULDNT_RESOLVE_HOST:
            exchange.failure = await why_unresolved(request.host, deadline, ip_version=request.ip_version)
        else:
            exchange.failure = explain(number, text, transfer.attempt(request, exchange))
        return exchange


class _Transfer:
    """An easy handle with its buffers. With a policy, every address is checked before it is connected to."""

    __slots__ = (
        "_addresses",
        "_body",
        "_headers",
        "_is_plain",
        "_keep",
        "_limit",
        "_received",
        "crash",
        "curl",
        "policy",
        "refusal",
    )

    def __init__(self, policy: NetworkPolicy | None) -> None:
        self.curl = pycurl.Curl()
        self.policy = policy
        self.refusal = ""
        self.crash: OSError | None = None
        self._headers: list[bytes] = []
        self._body: list[bytes] = []
        self._addresses: list[str] = []
        self._received = self._limit = self._keep = 0
        self._is_plain = False

    def start(self, request: Prepared, milliseconds: int, *, keep_body: bool) -> None:
        curl = self.curl
        if not self._is_plain:
            self._set_defaults()
        curl.setopt(pycurl.COOKIELIST, "ALL")  # forgets those of the run before
        curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.TIMEOUT_MS, milliseconds)
        for option, value in request.options:
            curl.setopt(option, value)
        self._is_plain = not request.options
        self._limit = request.body_limit
        self._keep = self._limit if keep_body else min(self._limit, _EXCERPT)
        self._received = 0
        self.refusal = ""
        self.crash = None

    def exchange(self, request: Prepared, *, has_failed: bool = False) -> Exchange:
        """What was seen; empties the buffers for the next run."""
        getinfo = self.curl.getinfo
        total = getinfo(pycurl.TOTAL_TIME_T)
        body = b"".join(self._body)
        exchange = Exchange(
            url=request.url,
            code=getinfo(pycurl.RESPONSE_CODE),
            latency_us=total,
            phases=self._phases(total, has_answer=bool(self._headers)),
            header_lines=self._headers.copy(),
            body=body if len(body) <= self._keep else body[: self._keep],
            body_size=min(self._received, self._limit),
            is_truncated=self._received > self._limit,
            address=getinfo(pycurl.PRIMARY_IP),
            addresses_tried=self._addresses.copy(),
            certificates=self.curl.getinfo_raw(pycurl.INFO_CERTINFO) if request.scheme == "https" else (),
        )
        if 300 <= exchange.code < 400:
            exchange.redirect_url = getinfo(pycurl.REDIRECT_URL)
            exchange.cookies = getinfo(pycurl.INFO_COOKIELIST)
        self._headers.clear()
        self._body.clear()
        self._addresses.clear()
        return exchange

    def attempt(self, request: Prepared, exchange: Exchange) -> Attempt:
        """How far a failed run came."""
        getinfo = self.curl.getinfo
        return Attempt(
            target=request.target,
            host=request.host,
            is_https=request.scheme == "https",
            has_proxy=request.has_proxy,
            system_error=getinfo(pycurl.OS_ERRNO),
            verify_result=getinfo(pycurl.SSL_VERIFYRESULT),
            proxy_code=getinfo(pycurl.HTTP_CONNECTCODE),
            is_resolved=bool(getinfo(pycurl.NAMELOOKUP_TIME_T)),
            is_connected=bool(getinfo(pycurl.CONNECT_TIME_T)),
            is_encrypted=bool(getinfo(pycurl.APPCONNECT_TIME_T)),
            code=exchange.code,
            body_size=exchange.body_size,
            seconds=exchange.latency_us / 1e6,
        )

    def _phases(self, total: int, *, has_answer: bool) -> Phases:
        # libcurl counts each from the start of the request, and fills in those after a failure with the time of it.
        getinfo = self.curl.getinfo
        dns = getinfo(pycurl.NAMELOOKUP_TIME_T)
        connected = getinfo(pycurl.CONNECT_TIME_T)
        if not connected:
            return Phases(dns=dns or total, connect=total - dns if dns else 0)
        encrypted = getinfo(pycurl.APPCONNECT_TIME_T) or connected
        first = getinfo(pycurl.STARTTRANSFER_TIME_T) if has_answer else total
        return Phases(dns, connected - dns, encrypted - connected, first - encrypted, total - first)

    def _set_defaults(self) -> None:
        curl = self.curl
        curl.reset()
        for option, value in _DEFAULTS:
            curl.setopt(option, value)
        if authorities := trusted_authorities():
            curl.setopt(pycurl.CAINFO, authorities)
        curl.setopt(pycurl.HEADERFUNCTION, self._headers.append)
        curl.setopt(pycurl.WRITEFUNCTION, self._on_body)
        if self.policy is not None:
            curl.setopt(pycurl.OPENSOCKETFUNCTION, self._on_socket)

    def _on_body(self, data: bytes) -> int | None:
        if self._received < self._keep:
            self._body.append(data)
        self._received += len(data)
        # Anything but None or the length stops the transfer.
        return 0 if self._received > self._limit else None

    def _on_socket(self, _purpose: int, address: Any) -> Any:
        family, kind, protocol, where = address
        assert self.policy is not None
        self._addresses.append(where[0])
        if refusal := self.policy.refusal(where[0]):
            self.refusal = refusal
            return pycurl.SOCKET_BAD
        try:
            return _LentSocket(family, kind, protocol)
        except OSError as error:
            # Our own limit, such as that of open files: libcurl would report it as a target that cannot be reached.
            self.crash = error
            return pycurl.SOCKET_BAD


class _LentSocket(_socket.socket):
    """pycurl duplicates the descriptor it is given; ours must go at once, else the peer would never see a close."""

    __slots__ = ()

    def __del__(self) -> None:
        self.close()
