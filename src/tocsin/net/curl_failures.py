"""libcurl's errors, told in our codes and in sentences that say what to do."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass

import pycurl

from tocsin.core.errors import ErrorCode
from tocsin.net.failures import EXHAUSTED, Failure, connect_failure, connect_timeout, proxy_failure


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far a failed request came."""

    target: str
    host: str
    is_https: bool
    is_quic: bool
    has_proxy: bool
    system_error: int
    verify_result: int
    proxy_code: int
    is_connected: bool
    is_encrypted: bool
    code: int
    body_size: int
    seconds: float


def explain(number: int, text: str, attempt: Attempt) -> Failure:
    """What libcurl's error means. Raise OSError or RuntimeError when the fault is this machine's."""
    if attempt.system_error in EXHAUSTED:
        raise OSError(attempt.system_error, text)
    if number in _OURS:
        raise RuntimeError(f"libcurl could not run the request: {text}")
    if number == pycurl.E_COULDNT_CONNECT and not attempt.is_connected and not attempt.system_error:
        _require_socket(text, is_quic=attempt.is_quic)
    if attempt.has_proxy and (failed := _proxy(number, text, attempt)):
        return failed
    told = _EXPLANATIONS.get(number)
    return told(text, attempt) if told else _protocol_error(text, attempt)


def _require_socket(text: str, *, is_quic: bool) -> None:
    """Raise when no connection was even tried: libcurl keeps to itself why it got no socket, so ask the system.

    An attempt over TCP that failed has the system's error; over QUIC it has none either.
    """
    socket.socket(type=socket.SOCK_DGRAM).close()
    if not is_quic:
        raise RuntimeError(f"this machine could not open a socket: {text}")


def _proxy(number: int, text: str, attempt: Attempt) -> Failure | None:
    is_refused = attempt.proxy_code >= 300
    if not is_refused and number not in _PROXY_ERRORS and attempt.is_connected:
        return None
    reason = f"it answered the request to connect with {attempt.proxy_code}" if is_refused else text
    return proxy_failure(reason, attempt.target)


def _timed_out(_text: str, attempt: Attempt) -> Failure:
    after = f"{attempt.seconds:.1f} s"
    if not attempt.is_connected and attempt.is_quic:
        return Failure(
            ErrorCode.CONNECT_TIMEOUT,
            f"{attempt.target} did not answer over QUIC within {after}: check that it speaks HTTP/3 over UDP on this "
            "port, and that no firewall drops UDP",
        )
    if not attempt.is_connected:
        return connect_timeout(attempt.target)
    if attempt.is_https and not attempt.is_encrypted:
        return Failure(
            ErrorCode.TIMEOUT,
            f"{attempt.target} accepted the connection, but the TLS handshake had not ended after {after}: "
            "the service hangs, or does not speak TLS on this port",
        )
    if not attempt.code:
        return Failure(
            ErrorCode.TIMEOUT,
            f"{attempt.target} accepted the connection, but had not answered after {after}: "
            "the service hangs or is overloaded",
        )
    return Failure(
        ErrorCode.TIMEOUT,
        f"{attempt.target} answered {attempt.code}, but its body had not ended after {after} "
        f"({attempt.body_size} bytes read): it sends too slowly or for ever, so raise the timeout or lower the body "
        "limit",
    )


def _not_connected(_text: str, attempt: Attempt) -> Failure:
    return connect_failure(attempt.system_error, attempt.target)


def _broken(text: str, attempt: Attempt) -> Failure:
    if attempt.system_error in {errno.ECONNRESET, errno.EPIPE}:
        when = "while it was answering" if attempt.code else "before it answered"
        return Failure(
            ErrorCode.CONNECTION_RESET,
            f"{attempt.target} reset the connection {when}: the service crashed, or something between cuts it",
        )
    if "unexpected eof" in text:
        return _closed(text, attempt)
    if attempt.is_https and not attempt.code and "alert" in text:
        # With TLS 1.3 a server tells only after the handshake that it wants a client certificate.
        return _handshake(text, attempt)
    return _protocol_error(text, attempt)


def _closed(_text: str, attempt: Attempt) -> Failure:
    if attempt.code:
        return Failure(
            ErrorCode.CONNECTION_CLOSED,
            f"{attempt.target} answered {attempt.code}, but closed the connection before the body was complete "
            f"({attempt.body_size} bytes read)",
        )
    expects = "ask for a client certificate" if attempt.is_encrypted else "expect another protocol, such as https"
    return Failure(
        ErrorCode.CONNECTION_CLOSED,
        f"{attempt.target} accepted the connection and closed it without an answer: the service crashed, or may "
        f"{expects}",
    )


def _handshake(text: str, attempt: Attempt) -> Failure:
    if attempt.system_error == errno.ECONNRESET:
        return Failure(
            ErrorCode.CONNECTION_RESET,
            f"{attempt.target} reset the connection during the TLS handshake: check that it speaks TLS on this port",
        )
    return Failure(
        ErrorCode.TLS_FAILED,
        f"the TLS handshake with {attempt.target} failed ({_short(text)}): check that it speaks TLS on this port, "
        "its versions, and whether it asks for a client certificate",
    )


def _distrusted(text: str, attempt: Attempt) -> Failure:
    result = attempt.verify_result
    if result == _EXPIRED:
        return Failure(ErrorCode.TLS_EXPIRED, f"the certificate of {attempt.host} has expired: renew it")
    if result == _NOT_YET_VALID:
        return Failure(
            ErrorCode.TLS_EXPIRED, f"the certificate of {attempt.host} is not valid yet: check the clocks of both sides"
        )
    if result in _WRONG_HOST:
        return Failure(
            ErrorCode.TLS_WRONG_HOST,
            f"the certificate is not for {attempt.host}: check the server's certificate, or the name in the URL",
        )
    if result in _SELF_SIGNED:
        return Failure(
            ErrorCode.TLS_UNTRUSTED,
            f"the certificate of {attempt.host} is self-signed: install one of a public authority, or set its own "
            "authority in the check",
        )
    return Failure(
        ErrorCode.TLS_UNTRUSTED,
        f"no trusted authority vouches for the certificate of {attempt.host} ({_short(text)}): the server may not "
        "send its intermediates, or set its authority in the check",
    )


def _credentials_unusable(text: str, _attempt: Attempt) -> Failure:
    return Failure(
        ErrorCode.CONFIG_INVALID, f"the certificates set in the check cannot be used ({_short(text)}): correct them"
    )


def _protocol_error(text: str, attempt: Attempt) -> Failure:
    return Failure(
        ErrorCode.PROTOCOL_ERROR, f"{attempt.target} does not answer as HTTP should ({_short(text)}): check the service"
    )


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


# X.509 verification results as OpenSSL numbers them (x509_vfy.h).
_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = frozenset({18, 19})
_WRONG_HOST = frozenset({0, 1, 62, 64})  # libcurl compares names itself, after OpenSSL found nothing wrong (0 or 1)

_OURS = frozenset(
    {
        pycurl.E_OUT_OF_MEMORY,
        pycurl.E_FAILED_INIT,
        pycurl.E_NOT_BUILT_IN,
        pycurl.E_BAD_FUNCTION_ARGUMENT,
        pycurl.E_UNKNOWN_OPTION,
        pycurl.E_ABORTED_BY_CALLBACK,
        pycurl.E_INTERFACE_FAILED,
        93,  # CURLE_RECURSIVE_API_CALL
        99,  # CURLE_UNRECOVERABLE_POLL
    }
)

_PROXY_ERRORS = frozenset({pycurl.E_COULDNT_RESOLVE_PROXY, pycurl.E_COULDNT_CONNECT, 97})  # 97: CURLE_PROXY

_EXPLANATIONS: dict[int, Callable[[str, Attempt], Failure]] = {
    pycurl.E_OPERATION_TIMEDOUT: _timed_out,
    pycurl.E_COULDNT_CONNECT: _not_connected,
    pycurl.E_GOT_NOTHING: _closed,
    pycurl.E_PARTIAL_FILE: _closed,
    pycurl.E_RECV_ERROR: _broken,
    pycurl.E_SEND_ERROR: _broken,
    pycurl.E_SSL_CONNECT_ERROR: _handshake,
    pycurl.E_PEER_FAILED_VERIFICATION: _distrusted,
    pycurl.E_SSL_CERTPROBLEM: _credentials_unusable,
    pycurl.E_SSL_CACERT_BADFILE: _credentials_unusable,
}
