"""HTTP requests on libcurl, driven by the running event loop: fresh connections, every address checked, bounded bodies.

Names are looked up here, not by libcurl: its resolver has twenty threads, so that a few silent name servers would hold
up every other check, and it would connect to addresses that nobody has checked. Handles are pooled and carry the
defaults: a plain check sets three options and reads a handful of numbers.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence

import pycurl

from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.result import Phases
from tocsin.net.curl_driver import CurlDriver, new_driver
from tocsin.net.failures import deadline_passed, denied, proxy_failure
from tocsin.net.http_request import Name, Prepared
from tocsin.net.http_transfer import Exchange, Transfer
from tocsin.net.resolver import LookupFailed, allowed_addresses
from tocsin.net.tls import CurlCertificates

_IDLE_HANDLES = 256
_KEPT_CONNECTIONS = 1024


class HttpEngine:
    """One for each plug-in; bound to the event loop of its first request."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy = policy
        self._driver: CurlDriver | None = None
        self._idle: list[Transfer] = []
        self._certificates: OrderedDict[int, CurlCertificates] = OrderedDict()

    async def fetch(self, request: Prepared, deadline: Deadline, *, keep_body: bool) -> Exchange:
        """One request, no redirect followed. Without `keep_body` only the body's beginning is kept.

        A target that fails is an exchange with a failure. Cancellation closes the connection.
        """
        if not request.names:
            if refusal := self._policy.refusal(request.literal):
                return Exchange(request.url, failure=denied(refusal))
            return await self._run(request, (), deadline, keep_body=keep_body)
        started = time.perf_counter()
        try:
            addresses = [await self._look_up(name, request, deadline) for name in request.names]
        except LookupFailed as failed:
            spent = _microseconds_since(started)
            return Exchange(request.url, latency_us=spent, phases=Phases(dns=spent), failure=failed.failure)
        spent = _microseconds_since(started)
        exchange = await self._run(request, addresses, deadline, keep_body=keep_body)
        return _with_lookup(exchange, spent, addresses[-1])

    async def _look_up(self, name: Name, request: Prepared, deadline: Deadline) -> list[str]:
        host = name.address or name.host
        try:
            return await allowed_addresses(host, self._policy, deadline, ip_version=request.ip_version)
        except LookupFailed as failed:
            if name.is_proxy and failed.failure.error is not ErrorCode.ADDRESS_DENIED:
                raise LookupFailed(proxy_failure(failed.failure.message, request.target)) from None
            raise

    async def _run(
        self, request: Prepared, addresses: Sequence[Sequence[str]], deadline: Deadline, *, keep_body: bool
    ) -> Exchange:
        milliseconds = int(deadline.remaining() * 1000)
        if milliseconds <= 0:
            return Exchange(request.url, failure=deadline_passed(request.target))
        transfer = self._idle.pop() if self._idle else Transfer()
        transfer.start(request, addresses, milliseconds, keep_body=keep_body)
        if self._driver is None:
            self._driver = new_driver(_KEPT_CONNECTIONS)
        try:
            await self._driver.perform(transfer.curl)
            exchange = transfer.exchange(request)
            if request.is_kept and request.scheme == "https":
                self._recall_certificates(exchange, transfer.curl.getinfo(pycurl.CONN_ID))
        except pycurl.error as error:
            exchange = transfer.failed(request, *error.args)
        # A handle whose request was cancelled is not pooled: it is closed with the last reference to it.
        if len(self._idle) < _IDLE_HANDLES:
            self._idle.append(transfer)
        return exchange

    def _recall_certificates(self, exchange: Exchange, connection: int) -> None:
        """A kept connection had its handshake, and showed its certificates, in an earlier run."""
        if exchange.certificates:
            self._certificates[connection] = exchange.certificates
            if len(self._certificates) > _KEPT_CONNECTIONS:
                self._certificates.popitem(last=False)
        else:
            exchange.certificates = self._certificates.get(connection, ())

    async def aclose(self) -> None:
        """Close every connection; requests under way are cancelled."""
        self._idle.clear()
        if self._driver is not None:
            driver, self._driver = self._driver, None
            await driver.aclose()


def _with_lookup(exchange: Exchange, spent: int, addresses: Sequence[str]) -> Exchange:
    phases = exchange.phases
    exchange.phases = Phases(spent, phases.connect, phases.tls, phases.first_byte, phases.transfer)
    exchange.latency_us += spent
    exchange.addresses = addresses
    return exchange


def _microseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1_000_000)
