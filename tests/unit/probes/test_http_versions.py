"""The http kind in each version of HTTP and of IP, with servers that really speak it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.servers.certificates import authority_pem, good
from tests.servers.http import answer, answering, serve_http
from tests.servers.http2 import serve_http2
from tests.servers.http3 import serve_http3
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict

HELLO = [{"type": "body", "value": "hello"}]


def spoken(outcome: Outcome) -> object:
    assert outcome.verdict is Verdict.UP, outcome.message
    assert outcome.evidence is not None
    return outcome.evidence["http_version"]


@pytest.mark.parametrize("wanted", ["auto", "2"])
async def test_http_2_is_spoken_where_the_server_offers_it(http: Look, wanted: str) -> None:
    async with serve_http2(b"hello", tls=good()) as url:
        outcome = await http(url, ca=authority_pem(), http_version=wanted, assertions=HELLO, with_evidence=True)
    assert spoken(outcome) == "2"


async def test_http_2_without_tls_is_spoken_from_the_first_byte(http: Look) -> None:
    async with serve_http2(b"hello") as url:
        outcome = await http(url, http_version="2", assertions=HELLO, with_evidence=True)
    assert spoken(outcome) == "2"


async def test_http_1_1_is_kept_to_when_it_is_asked_for(http: Look) -> None:
    tls = good()
    tls.set_alpn_protocols(["h2", "http/1.1"])
    async with serve_http(answering(answer()), tls=tls) as url:
        outcome = await http(url, ca=authority_pem(), http_version="1.1", with_evidence=True)
    assert spoken(outcome) == "1.1"


async def test_http_2_is_demanded_not_hoped_for(http: Look) -> None:
    async with serve_http(answering(answer()), tls=good()) as url:
        outcome = await http(url, ca=authority_pem(), http_version="2")
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.PROTOCOL_ERROR)
    assert outcome.message.startswith("expected HTTP/2, got HTTP/1.1")


async def test_headers_of_http_2_are_judged(http: Look) -> None:
    assertion = {"type": "header", "name": "X-Spoken", "comparison": "equals", "value": "h2"}
    async with serve_http2(b"", tls=good()) as url:
        assert (await http(url, ca=authority_pem(), assertions=[assertion])).verdict is Verdict.UP


async def test_http_3_is_spoken_and_shows_its_certificate(http: Look) -> None:
    async with serve_http3(b"hello") as url:
        outcome = await http(url, ca=authority_pem(), http_version="3", assertions=HELLO, with_evidence=True)
    assert spoken(outcome) == "3"
    assert outcome.certificate_expires_at is not None


async def test_the_phases_of_http_3_add_up(http: Look) -> None:
    async with serve_http3(b"hello") as url:
        outcome = await http(url, ca=authority_pem(), http_version="3")
    phases = outcome.phases
    assert phases is not None
    assert phases.connect + phases.tls + phases.first_byte + phases.transfer == outcome.latency_us


async def test_a_server_without_http_3_is_told_with_a_hint_at_udp(http: Look) -> None:
    async with serve_http(answering(answer()), tls=good()) as url:
        outcome = await http(url, ca=authority_pem(), http_version="3", seconds=1)
    assert outcome.verdict is Verdict.DOWN
    assert "check that it speaks HTTP/3 over UDP" in outcome.message


async def test_a_server_that_drops_udp_is_told_with_a_hint_at_udp(http: Look) -> None:
    async with silent_udp() as port:
        outcome = await http(f"https://127.0.0.1:{port}/", http_version="3", seconds=0.3)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.CONNECT_TIMEOUT)
    assert "HTTP/3 over UDP" in outcome.message


@pytest.mark.parametrize(("ip_version", "verdict"), [("4", Verdict.UP), ("6", Verdict.DOWN)])
async def test_only_addresses_of_the_ip_version_are_used(http: Look, ip_version: str, verdict: Verdict) -> None:
    async with serve_http(answering(answer())) as url:
        outcome = await http(url.replace("127.0.0.1", "localhost"), ip_version=ip_version)
    assert outcome.verdict is verdict


@asynccontextmanager
async def silent_udp() -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    yield transport.get_extra_info("sockname")[1]
    transport.close()
