"""Names that lead nowhere, and names that lead astray: every kind says the same of them, and why."""

import socket
import threading
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Any

import pytest

from tests.servers.tcp import closed_port, serve_tcp
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline, Probe
from tocsin.core.result import Outcome
from tocsin.core.verdict import Verdict
from tocsin.probes.http import HttpProbe
from tocsin.probes.tcp import TcpProbe

NAME = "shop.example"
Ask = Callable[..., Awaitable[Outcome]]


@pytest.fixture(params=["http", "tcp"])
def ask(request: pytest.FixtureRequest, http: Look, tcp: Look) -> Ask:
    """Look at the name with one kind after the other."""

    async def look(port: int = 9, **options: Any) -> Outcome:
        if request.param == "http":
            return await http(f"http://{NAME}:{port}/", **options)
        return await tcp(port, host=NAME, **options)

    return look


class Resolver:
    """Stands in for the system's: gives one answer after the other, the last again and again."""

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def getaddrinfo(self, *_: object, **__: object) -> list[tuple[object, ...]]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0))]


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        (socket.EAI_NONAME, ErrorCode.DNS_NXDOMAIN, "does not exist: check its spelling, its DNS records"),
        (socket.EAI_AGAIN, ErrorCode.DNS_FAILED, "its name servers answer with an error (such as SERVFAIL)"),
        (socket.EAI_NODATA, ErrorCode.DNS_FAILED, "exists but has no address: add the DNS record"),
    ],
    ids=["NXDOMAIN", "SERVFAIL", "no address"],
)
async def test_a_name_without_an_address_is_down_and_says_why(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, number: int, error: ErrorCode, words: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(socket.gaierror(number, "as the system says")).getaddrinfo)
    outcome = await ask()
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, error)
    assert words in outcome.message


async def test_name_servers_that_are_silent_are_told_at_the_deadline(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait(5) and [])
    outcome = await ask(seconds=0.1)
    is_over.set()
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.DNS_TIMEOUT)
    assert "was not resolved in time: its name servers, or this region's resolver, do not answer" in outcome.message


async def test_time_spent_on_a_failed_lookup_is_time_of_dns(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver(socket.gaierror(socket.EAI_NONAME, "no")).getaddrinfo)
    phases = (await ask()).phases
    assert phases is not None
    assert (phases.dns > 0, phases.connect) == (True, 0)


async def test_a_name_that_is_bound_again_to_a_denied_address_is_denied(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver("127.0.0.1", "169.254.169.254").getaddrinfo)
    before, after = [await ask(closed_port()) for _ in range(2)]
    assert (before.verdict, before.error) == (Verdict.DOWN, ErrorCode.CONNECT_REFUSED)
    assert (after.verdict, after.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)
    assert "169.254.169.254" in after.message
    assert "allow the address in the settings if this is intended" in after.message


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (HttpProbe, lambda port: {"url": f"http://{NAME}:{port}/"}),
        (TcpProbe, lambda port: {"host": NAME, "port": port}),
    ],
)
async def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    kind: type[Probe[Any]], at: Callable[[int], dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server could give a good address to whoever checks and a bad one to whoever connects: ask it once."""
    connections: list[object] = []

    async def count(*both: object) -> None:
        connections.append(both)

    resolver = Resolver("127.0.0.9", "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
    probe = kind(NetworkPolicy(deny=(ip_network("127.0.0.1/32"),)))
    async with serve_tcp(count) as port:
        outcome = await probe.run(kind.config_type.model_validate(at(port)), Deadline.after(2), with_evidence=False)
    await probe.aclose()
    assert outcome.error is ErrorCode.CONNECT_REFUSED
    assert (resolver.asked, connections) == (1, [])
