"""The http kind by way of a proxy."""

from ipaddress import ip_network

import pytest

from tests.servers.certificates import authority_pem, good
from tests.servers.http import Request, answer, answering, recording, serve_http
from tests.servers.proxy import socks, tunnelling
from tests.servers.tcp import closed_port, serve_tcp
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.netpolicy import NetworkPolicy
from tocsin.core.plugins import Deadline
from tocsin.core.verdict import Verdict
from tocsin.probes.http import HttpConfig, HttpProbe


async def test_a_proxy_is_asked_for_the_whole_url(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen, {"http://shop.example/": answer()})) as url:
        outcome = await http("http://shop.example/", proxy=url, proxy_username="u", proxy_password="p")
    assert outcome.verdict is Verdict.UP
    assert seen[0].headers["proxy-authorization"].startswith("Basic ")


async def test_a_proxy_that_is_not_there_is_told_from_the_target(http: Look) -> None:
    outcome = await http("http://shop.example/", proxy=f"http://127.0.0.1:{closed_port()}")
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.PROXY_FAILED)


async def test_a_proxy_without_an_address_is_told_from_the_target(http: Look) -> None:
    outcome = await http("http://shop.example/", proxy=f"http://{'p' * 64}.example")
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.PROXY_FAILED)


async def test_a_proxy_that_refuses_a_tunnel_is_told_from_the_target(http: Look) -> None:
    async with serve_http(answering(answer(b"", status="403 Forbidden"))) as url:
        outcome = await http("https://shop.example/", proxy=url)
    assert outcome.error is ErrorCode.PROXY_FAILED
    assert "403" in outcome.message


async def test_the_proxy_of_the_environment_is_not_used(http: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    async with serve_http(answering(answer())) as url:
        assert (await http(url)).verdict is Verdict.UP


async def test_tls_goes_through_a_tunnel_and_shows_the_targets_own_certificate(http: Look) -> None:
    asked: list[str] = []
    async with serve_http(answering(answer()), tls=good()) as url, serve_tcp(tunnelling(asked)) as port:
        outcome = await http(url, ca=authority_pem(), proxy=f"http://127.0.0.1:{port}", with_evidence=True)
    assert (outcome.verdict, asked) == (Verdict.UP, [url.removeprefix("https://")])
    assert outcome.certificate_expires_at is not None
    assert outcome.evidence is not None
    assert "X-Proxy" not in str(outcome.evidence["headers"])


@pytest.mark.parametrize(("scheme", "host"), [("socks5", "127.0.0.1"), ("socks5h", "localhost")])
async def test_a_socks_proxy_is_given_an_address_or_with_socks5h_the_name(http: Look, scheme: str, host: str) -> None:
    asked: list[str] = []
    async with serve_http(answering(answer())) as url, serve_tcp(socks(asked)) as port:
        target = url.replace("127.0.0.1", "localhost")
        outcome = await http(target, proxy=f"{scheme}://127.0.0.1:{port}", ip_version="4")
    assert (outcome.verdict, asked) == (Verdict.UP, [host])


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_proxy_at_a_denied_address_is_denied(scheme: str) -> None:
    probe = HttpProbe(NetworkPolicy(deny=(ip_network("127.0.0.0/8"),)))
    config = HttpConfig(url="http://192.0.2.1/", proxy=f"{scheme}://127.0.0.1:{closed_port()}")
    outcome = await probe.run(config, Deadline.after(2), with_evidence=False)
    await probe.aclose()
    assert (outcome.verdict, outcome.error) == (Verdict.UNKNOWN, ErrorCode.ADDRESS_DENIED)
