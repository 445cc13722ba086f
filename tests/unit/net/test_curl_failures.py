"""libcurl's errors that no server on loopback brings about at will."""

import errno
import socket
from dataclasses import replace

import pycurl
import pytest

from tocsin.core.errors import ErrorCode
from tocsin.core.verdict import Verdict
from tocsin.net.curl_failures import Attempt, explain

ATTEMPT = Attempt(
    target="a.example:443",
    host="a.example",
    is_https=True,
    is_quic=False,
    has_proxy=False,
    system_error=0,
    verify_result=0,
    proxy_code=0,
    is_connected=True,
    is_encrypted=True,
    code=0,
    body_size=0,
    seconds=10.0,
)


@pytest.mark.parametrize(
    ("number", "system_error", "error"),
    [
        (pycurl.E_COULDNT_CONNECT, errno.ECONNREFUSED, ErrorCode.CONNECT_REFUSED),
        (pycurl.E_COULDNT_CONNECT, errno.ETIMEDOUT, ErrorCode.CONNECT_TIMEOUT),
        (pycurl.E_COULDNT_CONNECT, errno.EHOSTUNREACH, ErrorCode.UNREACHABLE),
        (pycurl.E_COULDNT_CONNECT, errno.ENETUNREACH, ErrorCode.UNREACHABLE),
        (pycurl.E_OPERATION_TIMEDOUT, 0, ErrorCode.CONNECT_TIMEOUT),
    ],
)
def test_a_connection_that_was_not_made_says_why(number: int, system_error: int, error: ErrorCode) -> None:
    attempt = replace(ATTEMPT, is_connected=False, is_encrypted=False, system_error=system_error)
    assert explain(number, "", attempt).error is error


@pytest.mark.parametrize(
    ("result", "error", "words"),
    [
        (9, ErrorCode.TLS_EXPIRED, "not valid yet"),
        (10, ErrorCode.TLS_EXPIRED, "has expired"),
        (18, ErrorCode.TLS_UNTRUSTED, "self-signed"),
        (20, ErrorCode.TLS_UNTRUSTED, "intermediates"),
        (62, ErrorCode.TLS_WRONG_HOST, "is not for a.example"),
    ],
)
def test_a_certificate_that_was_refused_says_why(result: int, error: ErrorCode, words: str) -> None:
    failure = explain(pycurl.E_PEER_FAILED_VERIFICATION, "libcurl's words", replace(ATTEMPT, verify_result=result))
    assert failure.error is error
    assert words in failure.message


def test_a_reset_in_the_handshake_is_a_reset() -> None:
    attempt = replace(ATTEMPT, is_encrypted=False, system_error=errno.ECONNRESET)
    assert explain(pycurl.E_SSL_CONNECT_ERROR, "", attempt).error is ErrorCode.CONNECTION_RESET


def test_certificates_of_ours_that_cannot_be_used_are_no_failure_of_the_target() -> None:
    failure = explain(pycurl.E_SSL_CERTPROBLEM, "could not load", ATTEMPT)
    assert (failure.error, failure.verdict) == (ErrorCode.CONFIG_INVALID, Verdict.UNKNOWN)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_a_machine_that_ran_out_of_something_raises(number: int) -> None:
    with pytest.raises(OSError, match="socket"):
        explain(pycurl.E_COULDNT_CONNECT, "socket", replace(ATTEMPT, system_error=number))


@pytest.mark.parametrize("number", [pycurl.E_OUT_OF_MEMORY, pycurl.E_BAD_FUNCTION_ARGUMENT, 99])
def test_trouble_of_libcurl_itself_raises(number: int) -> None:
    with pytest.raises(RuntimeError):
        explain(number, "", ATTEMPT)


@pytest.mark.parametrize("has_proxy", [False, True])
def test_a_connection_for_which_libcurl_got_no_socket_raises(has_proxy: bool) -> None:
    attempt = replace(ATTEMPT, is_connected=False, is_encrypted=False, has_proxy=has_proxy)
    with pytest.raises(RuntimeError, match="could not open a socket"):
        explain(pycurl.E_COULDNT_CONNECT, "", attempt)


@pytest.mark.parametrize("is_quic", [False, True])
def test_a_machine_without_a_free_file_raises_whatever_libcurl_says(
    monkeypatch: pytest.MonkeyPatch, is_quic: bool
) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket, "socket", full)
    with pytest.raises(OSError, match="Too many open files"):
        explain(pycurl.E_COULDNT_CONNECT, "", replace(ATTEMPT, is_connected=False, is_quic=is_quic))


def test_an_error_never_seen_before_is_still_told() -> None:
    failure = explain(pycurl.E_HTTP2, "x" * 1_000, ATTEMPT)
    assert failure.error is ErrorCode.PROTOCOL_ERROR
    assert len(failure.message) < 400
