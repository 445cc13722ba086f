"""The http kind against real servers: what a good target gives."""

import asyncio
import gzip
import json
import time

import pytest

from tests.servers.certificates import asking_for_client_certificate, authority_pem, client_pair, ending_in, good
from tests.servers.http import Request, answer, answering, recording, redirect, routing, serve_http
from tests.servers.tcp import Behaviour, serve_tcp
from tests.unit.probes.conftest import Look
from tocsin.core.errors import ErrorCode
from tocsin.core.verdict import Verdict
from tocsin.net import resolver


async def test_a_2xx_answer_is_up_without_assertions(http: Look) -> None:
    async with serve_http(answering(answer(status="204 No Content", body=b""))) as url:
        outcome = await http(url)
    assert (outcome.verdict, outcome.code, outcome.message) == (Verdict.UP, 204, "")


async def test_a_5xx_answer_is_down_without_assertions(http: Look) -> None:
    async with serve_http(answering(answer(status="503 Service Unavailable"))) as url:
        outcome = await http(url)
    assert outcome.verdict is Verdict.DOWN
    assert outcome.message == "expected status 200-299, got 503"


async def test_phases_add_up_to_the_latency(http: Look) -> None:
    async with serve_http(answering(answer()), tls=good()) as url:
        outcome = await http(url, ca=authority_pem())
    assert outcome.phases is not None
    phases = outcome.phases
    assert phases.dns + phases.connect + phases.tls + phases.first_byte + phases.transfer == outcome.latency_us
    assert min(phases.connect, phases.tls, phases.first_byte) > 0


async def test_a_good_result_carries_evidence_only_when_asked(http: Look) -> None:
    async with serve_http(answering(answer())) as url:
        assert (await http(url)).evidence is None
        assert (await http(url, with_evidence=True)).evidence is not None


async def test_evidence_shows_what_a_person_needs(http: Look) -> None:
    async with serve_http(answering(answer(b"hello", headers={"X-A": "b"})), tls=good()) as url:
        evidence = (await http(url, ca=authority_pem(), with_evidence=True)).evidence
    assert evidence is not None
    assert (evidence["address"], evidence["http_version"], evidence["body"]) == ("127.0.0.1", "1.1", "hello")
    assert ["X-A", "b"] in evidence["headers"]  # type: ignore[operator]
    assert evidence["certificates"][0]["names"] == ["127.0.0.1", "localhost"]  # type: ignore[index,call-overload]


async def test_set_cookie_values_are_masked_in_evidence(http: Look) -> None:
    async with serve_http(answering(answer(headers={"Set-Cookie": "session=abcdef"}))) as url:
        outcome = await http(url, with_evidence=True)
    assert "abcdef" not in json.dumps(outcome.evidence)


async def test_a_secret_that_the_target_echoes_is_masked(http: Look) -> None:
    async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(repr(request.headers).encode(), status="500 Oops", headers={"X-Echo": "tok-secret"}))

    assertion = {"type": "header", "name": "X-Echo", "comparison": "equals", "value": "other"}
    async with serve_http(echo) as url:
        outcome = await http(
            url, bearer_token="tok-secret", secret_headers={"X-Key": "k3y-5ecret"}, assertions=[assertion]
        )
    assert "tok-secret" not in outcome.message + json.dumps(outcome.evidence)
    assert "k3y-5ecret" not in json.dumps(outcome.evidence)


async def test_basic_credentials_are_masked_in_their_sent_form(http: Look) -> None:
    async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(request.headers["authorization"].encode()))

    async with serve_http(echo) as url:
        outcome = await http(url, username="ann", password="pa55word", with_evidence=True)
    assert outcome.evidence is not None
    assert outcome.evidence["body"] == "Basic •••"


async def test_method_headers_and_body_are_sent(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        await http(f"{url}/x?y=1", method="PUT", headers={"X-Empty": "", "X-A": "ü"}, body="päyload")
    assert (seen[0].method, seen[0].path, seen[0].body) == ("PUT", "/x?y=1", "päyload".encode())
    assert (seen[0].headers["x-empty"], seen[0].headers["x-a"]) == ("", "ü".encode().decode("latin-1"))


async def test_head_asks_for_no_body(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        outcome = await http(url, method="HEAD")
    assert (outcome.verdict, seen[0].method) == (Verdict.UP, "HEAD")


async def test_options_of_one_run_do_not_leak_into_the_next(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        await http(url, method="POST", body="x", headers={"X-A": "1"}, bearer_token="secret")
        await http(url)
    assert (seen[1].method, seen[1].body) == ("GET", b"")
    assert not {"x-a", "authorization"} & set(seen[1].headers)


async def test_cookies_of_one_run_do_not_leak_into_the_next(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen, {"/": answer(headers={"Set-Cookie": "a=b"})})) as url:
        await http(url)
        await http(url)
    assert "cookie" not in seen[1].headers


async def test_a_compressed_body_is_judged_decoded(http: Look) -> None:
    packed = answer(gzip.compress(b"needle"), headers={"Content-Encoding": "gzip"})
    async with serve_http(answering(packed)) as url:
        outcome = await http(url, assertions=[{"type": "body", "value": "needle"}])
    assert outcome.verdict is Verdict.UP


async def test_each_check_opens_a_fresh_connection(http: Look) -> None:
    connections: list[int] = []
    async with serve_tcp(keeping(connections)) as port:
        for _ in range(2):
            await http(f"http://127.0.0.1:{port}/")
    assert len(connections) == 2


async def test_a_connection_is_kept_when_asked_and_its_phases_are_not_counted_again(http: Look) -> None:
    connections: list[int] = []
    async with serve_tcp(keeping(connections)) as port:
        first, second = [await http(f"http://127.0.0.1:{port}/", reuse_connection=True) for _ in range(2)]
    assert len(connections) == 1
    assert first.phases is not None
    assert second.phases is not None
    assert (second.phases.connect, first.phases.connect > 0, second.phases.first_byte > 0) == (0, True, True)


async def test_a_kept_connection_still_knows_its_certificate(http: Look) -> None:
    assertions = [{"type": "certificate", "min_days": 14}]
    async with serve_tcp(keeping([]), tls=good()) as port:
        for _ in range(2):
            outcome = await http(
                f"https://127.0.0.1:{port}/", ca=authority_pem(), reuse_connection=True, assertions=assertions
            )
    assert (outcome.verdict, outcome.message) == (Verdict.UP, "")
    assert outcome.certificate_expires_at is not None


def keeping(connections: list[int]) -> Behaviour:
    """Answers one request after the other, and counts connections."""

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(answer(closes=False))

    return keep


async def test_resolve_overrides_dns_and_keeps_the_name(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as url:
        port = url.rpartition(":")[2]
        outcome = await http(f"http://shop.example:{port}/", resolve={"shop.example": "127.0.0.1"})
    assert (outcome.verdict, seen[0].headers["host"]) == (Verdict.UP, f"shop.example:{port}")


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "localhost.", "l%6fcalhost"])
async def test_libcurl_connects_where_it_is_told_however_the_name_is_spelled(
    http: Look, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(*_: object, **__: object) -> list[str]:
        return ["127.0.0.77"]

    monkeypatch.setattr(resolver, "resolve", resolve)
    async with serve_http(answering(answer())) as url:
        outcome = await http(url.replace("127.0.0.1", host))
    assert outcome.error is ErrorCode.CONNECT_REFUSED
    assert outcome.evidence is not None
    assert outcome.evidence["addresses"] == ["127.0.0.77"]


async def test_two_servers_of_one_name_do_not_share_a_kept_connection(http: Look) -> None:
    async with serve_tcp(keeping([])) as port:
        url = f"http://shop.example:{port}/"
        assert (await http(url, resolve={"shop.example": "127.0.0.1"}, reuse_connection=True)).verdict is Verdict.UP
        other = await http(url, resolve={"shop.example": "127.0.0.2"}, reuse_connection=True)
    assert other.error is ErrorCode.CONNECT_REFUSED


async def test_a_client_certificate_opens_a_server_that_asks_for_one(http: Look) -> None:
    certificate, key = client_pair()
    async with serve_http(answering(answer()), tls=asking_for_client_certificate()) as url:
        outcome = await http(url, ca=authority_pem(), client_certificate=certificate, client_key=key)
    assert outcome.verdict is Verdict.UP


async def test_a_server_that_hangs_up_without_a_client_certificate_hints_at_it(http: Look) -> None:
    async with serve_http(answering(answer()), tls=asking_for_client_certificate()) as url:
        outcome = await http(url, ca=authority_pem())
    assert (outcome.verdict, outcome.error) == (Verdict.DOWN, ErrorCode.CONNECTION_CLOSED)
    assert "may ask for a client certificate" in outcome.message


async def test_the_certificate_end_is_reported_in_milliseconds(http: Look) -> None:
    async with serve_http(answering(answer()), tls=ending_in(30)) as url:
        outcome = await http(url, ca=authority_pem())
    assert outcome.certificate_expires_at == pytest.approx((time.time() + 30 * 86_400) * 1000, abs=60_000)


async def test_a_certificate_that_ends_soon_is_degraded(http: Look) -> None:
    async with serve_http(answering(answer()), tls=ending_in(5)) as url:
        outcome = await http(url, ca=authority_pem(), assertions=[{"type": "certificate", "min_days": 14}])
    assert (outcome.verdict, outcome.error) == (Verdict.DEGRADED, ErrorCode.CERTIFICATE_EXPIRES)
    assert (
        outcome.message
        == "expected a certificate valid for at least 14 more days, got one that ends in 4.9 days: renew it"
    )


async def test_the_worst_failing_assertion_decides_and_the_others_are_counted(http: Look) -> None:
    assertions = [
        {"type": "body_size", "min_bytes": 100, "severity": "degraded"},
        {"type": "status", "values": [201]},
        {"type": "body", "value": "nope"},
    ]
    async with serve_http(answering(answer())) as url:
        outcome = await http(url, assertions=assertions)
    assert outcome.verdict is Verdict.DOWN
    assert outcome.message == "expected status 201, got 200 (and 2 more)"


async def test_a_large_body_is_judged_by_its_end(http: Look) -> None:
    async with serve_http(answering(answer(b"x" * 500_000 + b"needle"))) as url:
        outcome = await http(url, assertions=[{"type": "body", "value": "needle"}])
    assert outcome.verdict is Verdict.UP


async def test_interim_answers_are_no_answers(http: Look) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(headers={"X-Final": "1"})
    async with serve_http(answering(early)) as url:
        outcome = await http(url, assertions=[{"type": "header", "name": "Link", "comparison": "missing"}])
    assert outcome.verdict is Verdict.UP


async def test_redirects_are_followed_and_shown(http: Look) -> None:
    async with serve_http(routing({"/": redirect("/next", status="301 Moved"), "/next": answer(b"there")})) as url:
        outcome = await http(url, with_evidence=True)
    assert outcome.evidence is not None
    assert (outcome.code, outcome.evidence["url"]) == (200, f"{url}/next")
    assert outcome.evidence["redirects"] == [{"url": f"{url}/", "code": 301}]


async def test_a_redirect_is_judged_itself_when_not_followed(http: Look) -> None:
    async with serve_http(routing({"/": redirect("/next")})) as url:
        outcome = await http(url, follow_redirects=False, assertions=[{"type": "status", "values": [302]}])
    assert (outcome.verdict, outcome.code) == (Verdict.UP, 302)


async def test_cookies_set_on_the_way_are_sent_to_the_next_hop(http: Look) -> None:
    seen: list[Request] = []
    routes = {"/": redirect("/in", headers={"Set-Cookie": "pass=1; Path=/"}), "/in": answer()}
    async with serve_http(recording(seen, routes)) as url:
        await http(url)
    assert seen[1].headers["cookie"] == "pass=1"


async def test_a_post_becomes_a_get_after_303_and_stays_a_post_after_307(http: Look) -> None:
    seen: list[Request] = []
    routes = {"/a": redirect("/b", status="307 T"), "/b": redirect("/c", status="303 See Other"), "/c": answer()}
    async with serve_http(recording(seen, routes)) as url:
        await http(f"{url}/a", method="POST", body="x")
    assert [request.method for request in seen] == ["POST", "POST", "GET"]
    assert [request.body for request in seen] == [b"x", b"x", b""]


async def test_credentials_stay_with_their_origin(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen)) as elsewhere, serve_http(answering(redirect(elsewhere))) as url:
        await http(url, username="ann", password="secret", secret_headers={"X-Key": "secret"}, headers={"X-A": "1"})
    assert seen[0].headers["x-a"] == "1"
    assert not {"authorization", "x-key"} & set(seen[0].headers)


async def test_credentials_go_along_within_their_origin(http: Look) -> None:
    seen: list[Request] = []
    async with serve_http(recording(seen, {"/": redirect("/in"), "/in": answer()})) as url:
        await http(url, bearer_token="secret")
    assert [request.headers["authorization"] for request in seen] == ["Bearer secret"] * 2


async def test_the_time_of_every_hop_counts(http: Look) -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(redirect("/next") if request.path == "/" else answer())

    async with serve_http(slow) as url:
        outcome = await http(url)
    assert outcome.latency_us is not None
    assert outcome.phases is not None
    assert min(outcome.latency_us, outcome.phases.first_byte) >= 100_000
