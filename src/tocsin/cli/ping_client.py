"""Sends one ping, once.

By the standard library: a wrapper that cron starts thousands of times a day should not take 100 ms for importing httpx.
urllib knows the system's certificates and the environment's proxies; redirects are taught below to keep the ping whole.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib import request
from urllib.error import HTTPError, URLError

from tocsin.cli.failures import ExitCode
from tocsin.cli.ping_address import PingAddress
from tocsin.cli.retry_after import seconds_of

_ANSWER_BYTES = 1_000
_REASON_BYTES = 100
_PASSING = {408, 425, 429}
"""Refusals that may be otherwise in a moment, beside every answer of 500 and above."""


class PingFailed(Exception):
    """A ping that was not accepted; the message says why, without its key."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class TryAgain(Exception):
    """One attempt that failed in a way that may pass; `after` is what the server asked to wait, in seconds."""

    def __init__(self, message: str, exit_code: ExitCode, after: float = 0.0) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.after = after


@dataclass(frozen=True, slots=True)
class Ping:
    """`signal` is `start`, `fail`, `log`, an exit code, or empty for success."""

    signal: str
    body: bytes = b""
    parameters: dict[str, str] = field(default_factory=dict)


def send(address: PingAddress, ping: Ping, seconds: float) -> int | None:
    """One attempt; gives the server's body limit. Raise PingFailed, or TryAgain for what may pass."""
    url = address.of(ping.signal, ping.parameters)
    headers = {"User-Agent": "tocsin-cli", "Content-Type": "text/plain; charset=utf-8"}
    try:
        with _opener(address).open(request.Request(url, ping.body, headers, method="POST"), timeout=seconds) as answer:  # noqa: S310
            text = answer.read(_ANSWER_BYTES)
            return _accepted(address, answer.status, text, answer.headers.get("Ping-Body-Limit", ""))
    except HTTPError as refusal:
        with refusal:
            raise _refused(address, refusal) from None
    except (OSError, HTTPException) as error:
        raise _unanswered(address, error) from None
    except ValueError:
        raise PingFailed(f"{address} is not an address that can be sent to") from None


def _accepted(address: PingAddress, status: int, text: bytes, limit: str) -> int | None:
    # Another server, or a network's log-in page, answers 200 too.
    if status != 201 and not (text.startswith(b"OK") and b"not found" not in text):
        raise PingFailed(f"{address} answered {status}, and not as Tocsin does: is this its address?")
    return int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 else None


def _refused(address: PingAddress, refusal: HTTPError) -> Exception:
    said = f"{address} answered {refusal.code} {refusal.reason}"
    if refusal.code in _PASSING or refusal.code >= 500:
        after = seconds_of(refusal.headers.get("Retry-After", ""))
        return TryAgain(f"{said}, asking to wait {after:.0f} s" if after else said, ExitCode.FAILED, after)
    if refusal.code == 404:
        return PingFailed(f"{said}: no monitor has this key")
    reason = _reason(refusal)
    return PingFailed(f"{said}: {reason}" if reason else said)


def _reason(refusal: HTTPError) -> str:
    """The line of text that Tocsin refuses a ping with; empty for pages of others."""
    if refusal.headers.get_content_type() != "text/plain":
        return ""
    try:
        lines = refusal.read(_REASON_BYTES).decode(errors="replace").splitlines()
    except (OSError, HTTPException):
        return ""
    return lines[0] if lines else ""


def _unanswered(address: PingAddress, error: Exception) -> Exception:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return PingFailed(f"{address} is not trusted: {reason.verify_message}", ExitCode.UNREACHABLE)
    if isinstance(reason, TimeoutError):
        return TryAgain(f"{address} did not answer in time", ExitCode.UNREACHABLE)
    told = reason.strerror if isinstance(reason, OSError) and reason.strerror else type(reason).__name__
    return TryAgain(f"{address} cannot be reached: {told}", ExitCode.UNREACHABLE)


class _KeepsThePing(request.HTTPRedirectHandler):
    """A redirected ping is sent on as it is: method and body. Never from https to http, where others could read it."""

    def redirect_request(
        self, req: request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> request.Request | None:
        if not newurl.startswith(("https://", f"{req.type}://")):
            return None
        return request.Request(newurl, req.data, dict(req.headers), method=req.get_method())  # noqa: S310


def _opener(address: PingAddress) -> request.OpenerDirector:
    """Without the handlers for files and FTP that urllib would add, and without a proxy on the way to ourselves."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler({} if address.is_loopback else None),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
        _KeepsThePing(),
    ):
        opener.add_handler(handler)
    return opener
