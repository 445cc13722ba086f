"""The http kind against targets that misbehave: the right verdict, and a sentence that tells a person what to do."""

import asyncio
import gc
import gzip
import os
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.servers import certificates
from tests.servers.http import answer, answering, redirect, routing, serve_http, streaming
from tests.servers.tcp import Behaviour, closed_port, hanging_up, resetting, saying, serve_tcp, silent
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.verdict import Verdict
from tocsin.probes import http as http_module
from tocsin.probes.http import HttpConfig, HttpProbe

ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"
NEEDLE = {"type": "body", "comparison": "contains", "value": "needle"}


async def test_a_closed_port_is_a_refused_connection(http: Look) -> None:
    outcome = await http(f"http://127.0.0.1:{closed_port()}/")
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.CONNECT_REFUSED)
    assert "nothing listens on this port" in outcome.message


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        (resetting, ErrorCode.CONNECTION_RESET, "reset the connection before it answered"),
        (hanging_up, ErrorCode.CONNECTION_CLOSED, "closed it without an answer"),
        (saying(b"SSH-2.0-OpenSSH\r\n"), ErrorCode.PROTOCOL_ERROR, "does not answer as HTTP should"),
        (silent, ErrorCode.TIMEOUT, "accepted the connection, but had not answered after 0.2 s"),
    ],
    ids=["resets", "hangs up", "speaks another protocol", "never answers"],
)
async def test_a_connection_that_goes_wrong_is_told_apart(
    http: Look, behaviour: Behaviour, error: ErrorCode, words: str
) -> None:
    async with serve_tcp(behaviour) as port:
        outcome = await http(f"http://127.0.0.1:{port}/", seconds=0.2)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, error)
    assert words in outcome.message


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: certificates.ending_in(-1), ErrorCode.TLS_EXPIRED, "has expired: renew it"),
        (certificates.of_another_host, ErrorCode.TLS_WRONG_HOST, "is not for 127.0.0.1"),
        (certificates.self_signed, ErrorCode.TLS_UNTRUSTED, "is self-signed"),
    ],
    ids=["expired", "wrong host", "self-signed"],
)
async def test_a_bad_certificate_is_told_apart_and_shown(
    http: Look, make: Callable[[], ssl.SSLContext], error: ErrorCode, words: str
) -> None:
    async with serve_http(answering(answer()), tls=make()) as url:
        outcome = await http(url, ca=certificates.authority_pem())
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, error)
    assert words in outcome.message
    assert outcome.evidence is not None
    assert outcome.evidence["certificates"]


async def test_an_authority_that_nobody_trusts_is_told(http: Look) -> None:
    async with serve_http(answering(answer()), tls=certificates.good()) as url:
        outcome = await http(url)
    assert outcome.error is ErrorCode.TLS_UNTRUSTED
    assert "no trusted authority" in outcome.message or "self-signed" in outcome.message


async def test_a_bad_certificate_passes_when_it_is_not_verified(http: Look) -> None:
    async with serve_http(answering(answer()), tls=certificates.self_signed()) as url:
        assert (await http(url, verify=False)).verdict is Verdict.UP


async def test_a_server_without_tls_fails_the_handshake(http: Look) -> None:
    async with serve_tcp(saying(b"220 mail\r\n")) as port:
        outcome = await http(f"https://127.0.0.1:{port}/")
    assert outcome.error is ErrorCode.TLS_FAILED
    assert "check that it speaks TLS on this port" in outcome.message


async def test_a_handshake_that_hangs_is_told_from_a_slow_answer(http: Look) -> None:
    async with serve_tcp(silent) as port:
        outcome = await http(f"https://127.0.0.1:{port}/", seconds=0.2)
    assert outcome.error is ErrorCode.TIMEOUT
    assert "the TLS handshake had not ended" in outcome.message


async def test_the_time_of_a_failed_handshake_is_the_time_of_tls(http: Look) -> None:
    async with serve_http(answering(answer()), tls=certificates.of_another_host()) as url:
        phases = (await http(url, ca=certificates.authority_pem())).phases
    assert phases is not None
    assert (phases.tls > 0, phases.first_byte, phases.transfer) == (True, 0, 0)


@pytest.mark.parametrize("tls", [None, certificates.good()], ids=["http", "https"])
async def test_silence_on_a_kept_connection_is_not_taken_for_a_failed_one(
    http: Look, tls: ssl.SSLContext | None
) -> None:
    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(closes=False))
        await reader.read()
        await asyncio.Event().wait()

    async with serve_tcp(answer_once, tls=tls) as port:
        look = partial(http, f"{'https' if tls else 'http'}://127.0.0.1:{port}/", verify=False, reuse_connection=True)
        assert (await look()).verdict is Verdict.UP
        outcome = await look(seconds=0.2)
    assert outcome.error is ErrorCode.TIMEOUT
    assert "had not answered" in outcome.message


async def test_an_endless_body_is_read_to_the_limit_and_judged(http: Look) -> None:
    async with serve_http(streaming(ENDLESS, b"x" * 65_536)) as url:
        outcome = await http(url, body_limit=100_000, with_evidence=True)
    assert (outcome.verdict, outcome.code) == (Verdict.UP, 200)
    assert outcome.evidence is not None
    assert (outcome.evidence["body_truncated"], outcome.evidence["body_size"]) == (True, 100_000)


async def test_a_body_of_ten_gigabytes_is_not_read(http: Look) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"
    async with serve_http(streaming(head, b"x" * 65_536)) as url:
        outcome = await http(url, assertions=[{"type": "body_size", "max_bytes": 1_000}])
    assert outcome.verdict is Verdict.DOWN
    assert outcome.message == "expected a body of at least 0 and at most 1000 bytes, got more than 1048576"


async def test_an_assertion_that_needs_the_rest_of_a_cut_body_says_so(http: Look) -> None:
    async with serve_http(streaming(ENDLESS, b"x" * 65_536)) as url:
        outcome = await http(url, body_limit=1_000, assertions=[NEEDLE])
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.BODY_TOO_LARGE)
    assert "raise the body limit above 1000 bytes" in outcome.message


async def test_an_assertion_that_the_cut_body_decides_is_decided(http: Look) -> None:
    async with serve_http(streaming(ENDLESS, b"needle" * 10_000)) as url:
        assert (await http(url, body_limit=1_000, assertions=[NEEDLE])).verdict is Verdict.UP


async def test_a_gzip_bomb_counts_as_what_it_unpacks_to(http: Look) -> None:
    bomb = answer(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    async with serve_http(answering(bomb)) as url:
        outcome = await http(url, assertions=[{"type": "body_size", "max_bytes": 2_000_000}])
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.BODY_TOO_LARGE)
    assert "raise the body limit above 1048576 bytes" in outcome.message


async def test_a_body_that_drips_ends_with_the_deadline(http: Look) -> None:
    async with serve_http(streaming(ENDLESS, b".", pause=0.01)) as url:
        outcome = await http(url, seconds=0.2)
    assert (outcome.verdict, outcome.error, outcome.code) == (Verdict.DOWN, ErrorCode.TIMEOUT, 200)
    assert "its body had not ended" in outcome.message


async def test_a_body_that_breaks_off_is_not_a_good_answer(http: Look) -> None:
    async with serve_http(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")) as url:
        outcome = await http(url)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.CONNECTION_CLOSED)
    assert "before the body was complete (3 bytes read)" in outcome.message


async def test_broken_compression_is_a_protocol_error(http: Look) -> None:
    async with serve_http(answering(answer(b"not gzip", headers={"Content-Encoding": "gzip"}))) as url:
        assert (await http(url)).error is ErrorCode.PROTOCOL_ERROR


async def test_endless_headers_are_a_protocol_error(http: Look) -> None:
    async with serve_http(streaming(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 8_000 + b"\r\n")) as url:
        assert (await http(url)).error is ErrorCode.PROTOCOL_ERROR


async def test_a_redirect_loop_ends_at_the_limit_with_its_chain(http: Look) -> None:
    async with serve_http(routing({"/": redirect("/")})) as url:
        outcome = await http(url, max_redirects=3)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.TOO_MANY_REDIRECTS)
    assert "the target redirects in a circle, or raise the redirect limit" in outcome.message
    assert outcome.evidence is not None
    assert len(outcome.evidence["redirects"]) == 3  # type: ignore[arg-type]


async def test_a_redirect_to_another_scheme_is_not_followed(http: Look) -> None:
    async with serve_http(routing({"/": redirect("file:///etc/passwd")})) as url:
        outcome = await http(url)
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.PROTOCOL_ERROR)
    assert "it must begin with http:// or https://, not" in outcome.message


async def test_a_denied_address_is_unknown_not_down(http: Look) -> None:
    outcome = await http("http://169.254.169.254/latest/meta-data/")
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)


async def test_a_name_that_leads_to_a_denied_address_is_denied_when_connecting(http: Look) -> None:
    outcome = await http("http://rebound.example/", resolve={"rebound.example": "169.254.169.254"})
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)


async def test_an_address_in_another_spelling_is_denied(http: Look) -> None:
    outcome = await http("http://2852039166/")
    assert outcome.error is ErrorCode.ADDRESS_DENIED


async def test_a_redirect_to_a_denied_address_is_denied(http: Look) -> None:
    async with serve_http(routing({"/": redirect("http://169.254.169.254/")})) as url:
        outcome = await http(url)
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)


async def test_a_denied_address_is_never_connected_to() -> None:
    connections: list[int] = []

    async def count(*_: object) -> None:
        connections.append(1)

    probe = HttpProbe(NetworkPolicy(deny=(ip_network("127.0.0.0/8"),)))
    async with serve_tcp(count) as port:
        for host in ("127.0.0.1", "localhost"):
            config = HttpConfig(url=f"http://{host}:{port}/", ip_version="4")
            outcome = await probe.run(config, Deadline.after(2), with_evidence=False)
            assert outcome.error is ErrorCode.ADDRESS_DENIED
    await probe.aclose()
    assert connections == []


async def test_a_name_that_cannot_exist_is_told(http: Look) -> None:
    outcome = await http(f"http://{'a' * 64}.example/")
    assert outcome.verdict is Verdict.DOWN
    assert outcome.error is ErrorCode.DNS_NXDOMAIN


async def test_a_deadline_that_has_passed_is_an_outcome(http: Look) -> None:
    outcome = await http("http://127.0.0.1/", seconds=0.0)
    assert outcome.error is ErrorCode.TIMEOUT


async def test_a_pattern_that_would_backtrack_for_ever_does_not(http: Look) -> None:
    assertion = {"type": "body", "comparison": "matches", "value": "(a+)+$"}
    async with serve_http(answering(answer(b"a" * 50_000 + b"!"))) as url:
        outcome = await http(url, assertions=[assertion])
    assert outcome.verdict is Verdict.DOWN
    assert "50001 bytes without it" in outcome.message


async def test_a_large_body_that_we_cannot_judge_in_time_is_unknown(
    http: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = threading.Event()
    monkeypatch.setattr(http_module, "_judged", lambda *_, **__: is_over.wait(5))
    async with serve_http(answering(answer(b"a" * 100_000))) as url:
        outcome = await http(url, assertions=[NEEDLE], seconds=0.3)
    is_over.set()
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.RUNNER_OVERLOADED)
    assert "answered in time, but none was left to judge its body of 100000 bytes" in outcome.message


async def test_cancelling_closes_the_connection(http: Look) -> None:
    closed = asyncio.Event()

    async def wait_for_the_end(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        look.cancel()
        await reader.read()
        closed.set()

    async with serve_tcp(wait_for_the_end) as port:
        look = asyncio.create_task(http(f"http://127.0.0.1:{port}/"))
        with pytest.raises(asyncio.CancelledError):
            await look
        await asyncio.wait_for(closed.wait(), 2)


async def test_a_hundred_failed_and_cancelled_runs_leak_no_descriptor(http: Look) -> None:
    async with serve_tcp(silent) as port:
        await http(f"http://127.0.0.1:{port}/", seconds=0.02)
        before = _open_descriptors()
        await asyncio.gather(*(http(f"http://localhost:{port}/", seconds=0.05) for _ in range(50)))
        tasks = [asyncio.create_task(http(f"http://localhost:{port}/")) for _ in range(50)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    gc.collect()
    assert _open_descriptors() <= before


async def test_a_slow_target_does_not_hold_up_others(http: Look) -> None:
    async with serve_tcp(silent) as slow, serve_http(answering(answer())) as url:
        waiting = asyncio.create_task(http(f"http://127.0.0.1:{slow}/", seconds=1))
        started = time.monotonic()
        assert (await http(url)).verdict is Verdict.UP
        assert not waiting.done()
        assert time.monotonic() - started < 1
        waiting.cancel()


def _open_descriptors() -> int:
    return len([entry for entry in Path("/proc/self/fd").iterdir() if os.path.lexists(entry)])
