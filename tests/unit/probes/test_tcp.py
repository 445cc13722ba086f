"""The tcp kind against real listeners."""

import asyncio
import socket
import time
from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from tests.servers.tcp import Behaviour, closed_port, echoing, hanging_up, resetting, saying, serve_tcp, silent
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.verdict import Verdict
from tocsin.probes import tcp as tcp_module
from tocsin.probes.tcp import TcpConfig, TcpProbe


async def test_a_port_that_accepts_is_up_with_its_connect_time(tcp: Look) -> None:
    async with serve_tcp(silent) as port:
        outcome = await tcp(port)
    assert outcome.verdict is Verdict.UP
    assert outcome.phases is not None
    assert outcome.phases.connect > 0


async def test_a_closed_port_is_down(tcp: Look) -> None:
    outcome = await tcp(closed_port())
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.CONNECT_REFUSED)


async def test_a_greeting_is_expected_without_sending_anything(tcp: Look) -> None:
    async with serve_tcp(saying(b"220 mail.example ESMTP\r\n")) as port:
        outcome = await tcp(port, expect="220 ")
    assert outcome.verdict is Verdict.UP
    assert outcome.phases is not None
    assert outcome.phases.first_byte > 0


async def test_a_reply_in_pieces_is_put_together(tcp: Look) -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in b"+PONG":
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    async with serve_tcp(drip) as port:
        assert (await tcp(port, expect="+PONG")).verdict is Verdict.UP


async def test_escapes_become_bytes_on_the_wire(tcp: Look) -> None:
    async with serve_tcp(echoing) as port:
        outcome = await tcp(port, send=r"\r\n\x00ü\\", expect=r"\x0d\x0a\0\xc3\xbc\\")
    assert outcome.verdict is Verdict.UP


async def test_hex_becomes_bytes_on_the_wire(tcp: Look) -> None:
    async with serve_tcp(echoing) as port:
        assert (await tcp(port, send="de ad", expect="dead", encoding="hex")).verdict is Verdict.UP


async def test_a_pattern_can_be_expected(tcp: Look) -> None:
    async with serve_tcp(saying(b"HTTP/1.1 204 OK")) as port:
        assert (await tcp(port, expect=r"20\d OK", match="regex")).verdict is Verdict.UP


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        (silent, ErrorCode.TIMEOUT, "sent nothing until the timeout: expected 'OK'"),
        (saying(b"no"), ErrorCode.TIMEOUT, "sent only 2 bytes that do not fit until the timeout"),
        (hanging_up, ErrorCode.CONNECTION_CLOSED, "closed the connection without a reply"),
        (resetting, ErrorCode.CONNECTION_RESET, "and then reset it"),
        (saying(b"x" * 70_000), ErrorCode.ASSERTION_FAILED, "expected a reply with 'OK', got 'xxx"),
    ],
    ids=["silent", "says something else", "hangs up", "resets", "says too much"],
)
async def test_a_reply_that_does_not_come_is_told_apart(
    tcp: Look, behaviour: Behaviour, error: ErrorCode, words: str
) -> None:
    async with serve_tcp(behaviour) as port:
        outcome = await tcp(port, send="x", expect="OK", seconds=0.3)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, error)
    assert words in outcome.message


async def test_a_wrong_reply_is_kept_as_evidence(tcp: Look) -> None:
    async with serve_tcp(saying(b"-ERR busy")) as port:
        outcome = await tcp(port, expect="+OK", seconds=0.2)
    assert outcome.evidence is not None
    assert outcome.evidence["addresses"][0]["reply"] == "-ERR busy"  # type: ignore[index,call-overload]


async def test_the_first_address_that_accepts_is_enough(tcp: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    async with serve_tcp(silent) as port:
        outcome = await tcp(port, host="two.example", with_evidence=True)
    assert outcome.verdict is Verdict.UP


async def test_all_addresses_must_accept_else_it_is_degraded(tcp: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    async with serve_tcp(silent) as port:
        outcome = await tcp(port, host="two.example", addresses="all")
    assert (outcome.verdict, outcome.error) == (Verdict.DEGRADED, ErrorCode.CONNECT_REFUSED)
    assert outcome.message.startswith("1 of 2 addresses failed (127.0.0.9)")


async def test_all_addresses_failing_is_down(tcp: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, ["127.0.0.8", "127.0.0.9"])
    outcome = await tcp(closed_port(), host="two.example", addresses="all")
    assert outcome.verdict is Verdict.DOWN


@pytest.mark.parametrize(("ip_version", "family"), [("4", socket.AF_INET), ("6", socket.AF_INET6)])
async def test_only_addresses_of_the_ip_version_are_asked_for(
    tcp: Look, monkeypatch: pytest.MonkeyPatch, ip_version: str, family: int
) -> None:
    asked: list[int] = []

    def getaddrinfo(*_: object, family: int, **__: object) -> list[object]:
        asked.append(family)
        raise socket.gaierror(socket.EAI_NODATA, "none of this family")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    outcome = await tcp(80, host="one.example", ip_version=ip_version)
    assert asked == [family]
    assert f"has no IPv{ip_version} address" in outcome.message


async def test_a_denied_address_is_unknown_and_never_connected_to(tcp: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, ["169.254.169.254"])
    outcome = await tcp(80, host="rebound.example")
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)


async def test_a_name_that_does_not_exist_is_down(tcp: Look) -> None:
    outcome = await tcp(80, host=f"{'a' * 64}.example")
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.DNS_NXDOMAIN)


async def test_it_ends_by_the_deadline(tcp: Look) -> None:
    started = time.monotonic()
    async with serve_tcp(silent) as port:
        await tcp(port, expect="x", seconds=0.1)
    assert 0.1 <= time.monotonic() - started < 1


async def test_cancelling_closes_the_connection() -> None:
    closed = asyncio.Event()

    async def wait_for_the_end(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        look.cancel()
        await reader.read()
        closed.set()

    async with serve_tcp(wait_for_the_end) as port:
        config = TcpConfig(host="127.0.0.1", port=port, send="x", expect="y")
        look = asyncio.create_task(TcpProbe(NetworkPolicy()).run(config, Deadline.after(5), with_evidence=False))
        with pytest.raises(asyncio.CancelledError):
            await look
        await asyncio.wait_for(closed.wait(), 2)


async def test_running_out_of_descriptors_is_our_fault(monkeypatch: pytest.MonkeyPatch, tcp: Look) -> None:
    def exhausted(*_: object) -> socket.socket:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket, "socket", exhausted)
    with pytest.raises(OSError, match="Too many open files"):
        await tcp(80)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"send": r"\q"}, "is not an escape"),
        ({"send": "xyz", "encoding": "hex"}, "hexadecimal"),
        ({"expect": "(", "match": "regex"}, "not a valid RE2 pattern"),
        ({"expect": "00", "match": "regex", "encoding": "hex"}, "a regex is text"),
        ({"host": "a b"}, "should match pattern"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_a_bad_config_is_refused_with_a_reason(config: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TcpConfig.model_validate({"host": "a.example", "port": 1} | config)


def _names(monkeypatch: pytest.MonkeyPatch, addresses: Sequence[str]) -> None:
    async def resolve(*_: object, **__: object) -> list[str]:
        return list(addresses)

    monkeypatch.setattr(tcp_module, "resolve", resolve)
