"""One ping, sent once: what counts as accepted, what may pass, and where it goes by way of redirects and proxies."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.servers import certificates
from tests.servers.http import Request, answer, answering, recording, redirect, serve_http
from tests.servers.tcp import hanging_up, serve_tcp, silent
from tocsin.cli.failures import ExitCode
from tocsin.cli.ping_address import PingAddress
from tocsin.cli.ping_client import Ping, PingFailed, TryAgain, send

OK = answer(b"OK")
PING = Ping("7", b"said\n", {"rid": "x"})


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def sent(url: str, seconds: float = 10.0) -> int | None:
    return await asyncio.to_thread(send, PingAddress(f"{url}/ping/key"), PING, seconds)


async def refused(reply: bytes) -> PingFailed:
    async with serve_http(answering(reply)) as url:
        with pytest.raises(PingFailed) as caught:
            await sent(url)
    return caught.value


async def put_off(reply: bytes) -> TryAgain:
    async with serve_http(answering(reply)) as url:
        with pytest.raises(TryAgain) as caught:
            await sent(url)
    return caught.value


async def test_signal_parameters_and_body_are_posted() -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen, {"/ping/key/7?rid=x": OK})) as url:
        await sent(url)
    assert (seen[0].method, seen[0].body) == ("POST", b"said\n")
    assert seen[0].headers["content-type"] == "text/plain; charset=utf-8"


async def test_the_server_tells_its_body_limit() -> None:
    async with serve_http(answering(answer(b"OK", headers={"Ping-Body-Limit": "500"}))) as url:
        assert await sent(url) == 500


@pytest.mark.parametrize("limit", ["", "many", "-1", "9" * 30])
async def test_a_body_limit_that_is_none_is_none(limit: str) -> None:
    async with serve_http(answering(answer(b"OK", headers={"Ping-Body-Limit": limit}))) as url:
        assert await sent(url) is None


async def test_a_monitor_that_was_created_by_it_is_success() -> None:
    async with serve_http(answering(answer(b"Created", status="201 Created"))) as url:
        assert await sent(url) is None


@pytest.mark.parametrize("text", [b"<html>Log in</html>", b"OK (not found)", b""])
async def test_another_200_is_not_success(text: bytes) -> None:
    assert "not as Tocsin does" in str(await refused(answer(text)))


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found", "410 Gone"])
async def test_a_refusal_is_final(status: str) -> None:
    assert f"answered {status}" in str(await refused(answer(b"", status=status)))


async def test_the_servers_reason_is_told() -> None:
    reply = answer(b"invalid uuid format\n<b>", status="400 Bad Request", headers={"Content-Type": "text/plain"})
    assert str(await refused(reply)).endswith("answered 400 Bad Request: invalid uuid format")


async def test_a_page_is_no_reason() -> None:
    reply = answer(b"<h1>Bad Request</h1>", status="400 Bad Request", headers={"Content-Type": "text/html"})
    assert str(await refused(reply)).endswith("answered 400 Bad Request")


@pytest.mark.parametrize("status", ["408 Request Timeout", "429 Too Many Requests", "500 Error", "503 Unavailable"])
async def test_some_refusals_may_pass(status: str) -> None:
    assert (await put_off(answer(b"", status=status))).after == 0


@pytest.mark.parametrize(
    ("header", "after"),
    [("7", 7), ("Fri, 01 Jan 2010 00:00:00 GMT", 0), ("soon", 0), ("-5", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 10**9)],
)
async def test_the_server_says_how_long_to_wait(header: str, after: float) -> None:
    reply = answer(b"", status="503 Unavailable", headers={"Retry-After": header})
    assert min((await put_off(reply)).after, 10**9) == after


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirected_ping_stays_whole(status: str) -> None:
    seen: list[Request] = []
    async with (
        serve_http(recording(seen)) as there,
        serve_http(answering(redirect(f"{there}/x", status=status))) as here,
    ):
        with pytest.raises(PingFailed):  # it answers `ok`
            await sent(here)
    assert (seen[0].method, seen[0].path, seen[0].body) == ("POST", "/x", b"said\n")
    assert seen[0].headers["host"] == there.removeprefix("http://")


async def test_a_redirect_in_a_circle_ends() -> None:
    assert "answered 302" in str(await refused(redirect("/again")))


async def test_a_redirect_to_a_file_is_not_followed() -> None:
    assert "answered 302" in str(await refused(redirect("file:///etc/passwd")))


async def test_nobody_listening_may_pass(free_port: int) -> None:
    with pytest.raises(TryAgain, match="cannot be reached: Connection refused") as caught:
        await sent(f"http://127.0.0.1:{free_port}")
    assert caught.value.exit_code == ExitCode.UNREACHABLE


async def test_no_answer_may_pass() -> None:
    async with serve_tcp(silent) as port:
        with pytest.raises(TryAgain, match="did not answer in time"):
            await sent(f"http://127.0.0.1:{port}", 0.2)


async def test_a_connection_that_breaks_off_may_pass() -> None:
    async with serve_tcp(hanging_up) as port:
        with pytest.raises(TryAgain, match="cannot be reached"):
            await sent(f"http://127.0.0.1:{port}")


async def test_an_answer_that_is_no_http_may_pass() -> None:
    with pytest.raises(TryAgain, match="cannot be reached: BadStatusLine"):
        async with serve_http(answering(b"SSH-2.0-OpenSSH\r\n")) as url:
            await sent(url)


async def test_a_host_that_cannot_be_is_final() -> None:
    with pytest.raises(PingFailed, match="not an address that can be sent to"):
        await sent(f"http://{'a' * 70}.example")


async def test_the_systems_certificates_are_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").write_text(certificates.authority_pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with serve_http(answering(OK), tls=certificates.good()) as url:
        assert await sent(url) is None


async def test_an_untrusted_certificate_is_final() -> None:
    async with serve_http(answering(OK), tls=certificates.good()) as url:
        with pytest.raises(PingFailed, match="is not trusted: ") as caught:
            await sent(url)
    assert caught.value.exit_code == ExitCode.UNREACHABLE


async def test_the_key_is_not_sent_in_the_clear_after_a_redirect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text(certificates.authority_pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    seen: list[Request] = []
    async with AsyncExitStack() as servers:
        plain = await servers.enter_async_context(serve_http(recording(seen)))
        redirecting = serve_http(answering(redirect(f"{plain}/ping/key")), tls=certificates.good())
        with pytest.raises(PingFailed, match="answered 302"):
            await sent(await servers.enter_async_context(redirecting))
    assert seen == []


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen, {"http://tower.example/ping/key/7?rid=x": OK})) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        await sent("http://tower.example")
    assert len(seen) == 1


async def test_no_proxy_stands_before_the_loopback(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port}")
    async with serve_http(answering(OK)) as url:
        await sent(url)
