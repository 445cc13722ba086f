"""Why a target could not be reached, as a stable code and one sentence for a person."""

import errno
from typing import NamedTuple

from tocsin.core.errors import ErrorCode
from tocsin.core.verdict import Verdict

OURS = frozenset({ErrorCode.ADDRESS_DENIED, ErrorCode.CONFIG_INVALID, ErrorCode.RUNNER_OVERLOADED})
"""Refusals and shortcomings of our own: they say nothing about the target, so the verdict is unknown."""

EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})
"""System errors that mean this machine has run out of something: files, buffers, memory, ports of its own to connect
from. They are raised, never blamed on a target."""


class Failure(NamedTuple):
    error: ErrorCode
    message: str

    @property
    def verdict(self) -> Verdict:
        return Verdict.UNKNOWN if self.error in OURS else Verdict.DOWN


def connect_failure(number: int, target: str) -> Failure:
    """What the system's error `number` from connecting to `target` (host and port, as a person knows it) means."""
    if number == errno.ECONNREFUSED:
        return Failure(
            ErrorCode.CONNECT_REFUSED,
            f"{target} refused the connection: nothing listens on this port, or a firewall rejects it",
        )
    if number == errno.ETIMEDOUT:
        return connect_timeout(target)
    if number == errno.ECONNRESET:
        return Failure(ErrorCode.CONNECTION_RESET, f"{target} reset the connection while it was being made")
    if number == 0:  # QUIC has no system error for it
        return Failure(
            ErrorCode.CONNECT_REFUSED, f"no connection to {target} could be made: check that it speaks HTTP/3 over UDP"
        )
    reason = errno.errorcode.get(number, str(number))
    return Failure(
        ErrorCode.UNREACHABLE, f"there is no route to {target} ({reason}): check its network, and that of this region"
    )


def connect_timeout(target: str) -> Failure:
    return Failure(
        ErrorCode.CONNECT_TIMEOUT,
        f"{target} did not accept the connection in time: the host is down, or a firewall drops packets to this port",
    )


def deadline_passed(target: str) -> Failure:
    return Failure(ErrorCode.TIMEOUT, f"no time was left to look at {target}: raise the timeout")


def denied(refusal: str) -> Failure:
    return Failure(ErrorCode.ADDRESS_DENIED, f"{refusal}: allow the address in the settings if this is intended")


def proxy_failure(reason: str, target: str) -> Failure:
    return Failure(ErrorCode.PROXY_FAILED, f"the proxy failed ({reason}): {target} was not reached, so check the proxy")
