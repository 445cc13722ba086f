"""Opens a TCP connection and, if you like, says something and waits for the right reply.

Without `expect` a connection that is accepted is good. With it, bytes are read until they contain the expected text,
the other side closes, or the timeout ends: enough for SMTP, IMAP, Redis, game servers and your own protocols.

## Text and bytes
`send` and `expect` are UTF-8 text in which `\\r`, `\\n`, `\\t`, `\\0`, `\\\\` and `\\xNN` stand for bytes. With
`encoding: hex` both are pairs of hexadecimal digits, spaces allowed. With `match: regex`, `expect` is an
[RE2](https://github.com/google/re2/wiki/Syntax) pattern.

## Several addresses
A name may have several addresses. `first` tries them in order until one accepts, as a client would. `all` connects to
each: when only some fail, the verdict is `degraded`.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Literal

import msgspec
from pydantic import Field, field_validator, model_validator

from tocsin.core.errors import ErrorCode
from tocsin.core.plugins import Deadline, Probe, ProbeConfig
from tocsin.core.result import Evidence, Json, Outcome, Phases
from tocsin.core.verdict import Verdict
from tocsin.net.escapes import Encoding, to_bytes
from tocsin.net.evidence import excerpt, finish
from tocsin.net.failures import EXHAUSTED, Failure, connect_failure, connect_timeout, denied
from tocsin.net.patterns import check_pattern, found
from tocsin.net.resolver import IpVersion, LookupFailed, resolve

_MAX_REPLY = 64 * 1024


class TcpConfig(ProbeConfig):
    host: str = Field(
        min_length=1,
        max_length=253,
        pattern=r"^[^\s/@\[\]]+$",
        title="Host",
        description="Name or address; an IPv6 address without brackets.",
        examples=["mail.example.com"],
    )
    port: int = Field(ge=1, le=65535, title="Port", description="The TCP port.", examples=[25])
    send: str = Field(
        "", max_length=4096, title="Send", description="Sent once connected; see the encoding.", examples=["PING\\r\\n"]
    )
    expect: str = Field(
        "", max_length=1000, title="Expect", description="What the reply must contain.", examples=["+PONG"]
    )
    match: Literal["contains", "regex"] = Field(
        "contains", title="Match", description="Whether `expect` is a text or an RE2 pattern."
    )
    encoding: Encoding = Field(
        "text",
        title="Encoding",
        description="Whether `send` and `expect` are text with escapes, or hexadecimal digits.",
    )
    ip_version: IpVersion = Field("auto", title="IP version", description="Which addresses of the name are used.")
    addresses: Literal["first", "all"] = Field(
        "first", title="Addresses", description="Whether one address must accept, or every one that the name has."
    )

    @field_validator("host")
    @classmethod
    def _check_host(cls, host: str) -> str:
        if not host.isprintable():
            raise ValueError("the host contains a control character")
        return host

    @model_validator(mode="after")
    def _check_bytes(self) -> TcpConfig:
        to_bytes(self.send, self.encoding)
        if self.match == "contains":
            to_bytes(self.expect, self.encoding)
        elif self.encoding == "hex":
            raise ValueError("a regex is text: set encoding to text")
        else:
            check_pattern(self.expect)
        return self

    @cached_property
    def request(self) -> bytes:
        return to_bytes(self.send, self.encoding)

    def is_satisfied_by(self, reply: bytes) -> bool:
        if self.match == "regex":
            return found(self.expect, reply)
        return to_bytes(self.expect, self.encoding) in reply

    @property
    def target(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class _Attempt(msgspec.Struct):
    """What one address did. Times are in seconds."""

    address: str
    connect: float = 0.0
    first_byte: float = 0.0
    reply: bytes = b""
    failure: Failure | None = None


class TcpProbe(Probe[TcpConfig]):
    kind = "tcp"
    title = "TCP"
    config_type = TcpConfig
    example: ClassVar[dict[str, Json]] = {"host": "mail.example.com", "port": 25, "expect": "220 "}

    @classmethod
    def target(cls, config: TcpConfig) -> str:
        return config.host

    async def run(self, config: TcpConfig, deadline: Deadline, *, with_evidence: bool) -> Outcome:
        started = time.perf_counter()
        try:
            addresses = await resolve(config.host, deadline, ip_version=config.ip_version)
        except LookupFailed as failed:
            lookup = _microseconds(time.perf_counter() - started)
            failure = failed.failure
            return Outcome(failure.verdict, lookup, Phases(dns=lookup), None, failure.error, failure.message, {})
        looked_up = time.perf_counter() - started
        if config.addresses == "all":
            attempts = await asyncio.gather(*(self._try(address, config, deadline) for address in addresses))
        else:
            attempts = await self._first(addresses, config, deadline)
        total = time.perf_counter() - started
        return _outcome(config, attempts, looked_up, total, with_evidence=with_evidence)

    async def _first(self, addresses: Sequence[str], config: TcpConfig, deadline: Deadline) -> list[_Attempt]:
        attempts: list[_Attempt] = []
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # An address that swallows packets must not use up the time of those after it.
            share = Deadline.after(deadline.remaining() / left)
            attempts.append(await self._try(address, config, deadline if left == 1 else share))
            if attempts[-1].connect:
                break
        return attempts

    async def _try(self, address: str, config: TcpConfig, deadline: Deadline) -> _Attempt:
        attempt = _Attempt(address)
        if refusal := self.policy.refusal(address):
            attempt.failure = denied(refusal)
            return attempt
        try:
            async with asyncio.timeout(deadline.remaining()):
                await _talk(attempt, config)
        except TimeoutError:
            attempt.failure = _timed_out(attempt, config)
        except OSError as error:
            if error.errno in EXHAUSTED:
                raise
            attempt.failure = _broken(attempt, config, error)
        return attempt


async def _talk(attempt: _Attempt, config: TcpConfig) -> None:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    family = socket.AF_INET6 if ":" in attempt.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.setblocking(False)
        await loop.sock_connect(connection, (attempt.address, config.port))
        connected = time.perf_counter()
        attempt.connect = connected - started
        if config.request:
            await loop.sock_sendall(connection, config.request)
        if not config.expect:
            return
        while not config.is_satisfied_by(attempt.reply):
            received = await loop.sock_recv(connection, 16 * 1024)
            attempt.first_byte = attempt.first_byte or time.perf_counter() - connected
            attempt.reply += received
            if not received or len(attempt.reply) > _MAX_REPLY:
                attempt.failure = _unexpected(attempt, config)
                return


def _outcome(
    config: TcpConfig, attempts: Sequence[_Attempt], looked_up: float, total: float, *, with_evidence: bool
) -> Outcome:
    last = attempts[-1]
    failures = [attempt.failure for attempt in attempts if attempt.failure is not None]
    is_good = not failures or (config.addresses == "first" and last.failure is None)
    connect, first_byte = max(attempt.connect for attempt in attempts), max(a.first_byte for a in attempts)
    phases = Phases(dns=_microseconds(looked_up), connect=_microseconds(connect), first_byte=_microseconds(first_byte))
    verdict, error, message = Verdict.UP, None, ""
    if not is_good:
        verdict, error, message = _judge(config, attempts, failures)
    evidence = _evidence(attempts) if with_evidence or not is_good else None
    return Outcome(verdict, _microseconds(total), phases, None, error, message, evidence)


def _judge(
    config: TcpConfig, attempts: Sequence[_Attempt], failures: Sequence[Failure]
) -> tuple[Verdict, ErrorCode, str]:
    # What the target did counts for more than what we refused to do.
    worst = next((failure for failure in failures if failure.verdict is Verdict.DOWN), failures[0])
    if config.addresses == "first" or len(failures) == len(attempts):
        return worst.verdict, worst.error, worst.message
    bad = ", ".join(attempt.address for attempt in attempts if attempt.failure is not None)
    message = f"{len(failures)} of {len(attempts)} addresses failed ({bad}): {worst.message}"
    verdict = Verdict.DEGRADED if worst.verdict is Verdict.DOWN else worst.verdict
    return verdict, worst.error, message


def _evidence(attempts: Sequence[_Attempt]) -> Evidence:
    return finish(
        {
            "addresses": [
                {
                    "address": attempt.address,
                    "connect_ms": round(attempt.connect * 1000, 3),
                    "reply": excerpt(attempt.reply),
                    "failure": attempt.failure.message if attempt.failure else None,
                }
                for attempt in attempts
            ]
        }
    )


def _timed_out(attempt: _Attempt, config: TcpConfig) -> Failure:
    if not attempt.connect:
        return connect_timeout(config.target)
    received = f"only {len(attempt.reply)} bytes that do not fit" if attempt.reply else "nothing"
    return Failure(
        ErrorCode.TIMEOUT,
        f"{config.target} accepted the connection, but sent {received} until the timeout: expected {config.expect!r}",
    )


def _broken(attempt: _Attempt, config: TcpConfig, error: OSError) -> Failure:
    if not attempt.connect:
        return connect_failure(error.errno or 0, config.target)
    return Failure(
        ErrorCode.CONNECTION_RESET,
        f"{config.target} accepted the connection and then reset it: the service crashed, or something between cuts it",
    )


def _unexpected(attempt: _Attempt, config: TcpConfig) -> Failure:
    if not attempt.reply:
        return Failure(
            ErrorCode.CONNECTION_CLOSED,
            f"{config.target} closed the connection without a reply: expected {config.expect!r}",
        )
    got = excerpt(attempt.reply)[:120]
    return Failure(ErrorCode.ASSERTION_FAILED, f"expected a reply with {config.expect!r}, got {got!r}")


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
