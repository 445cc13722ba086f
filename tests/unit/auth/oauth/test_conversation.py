"""Providers that are slow, broken, talkative, or not who they say they are."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from tests.servers import certificates
from tests.servers.browser import trust, visited
from tests.servers.http import Request, answer, redirect, streaming
from tests.servers.issuer import serve_issuer
from tests.servers.tcp import closed_port
from tests.unit.auth.oauth.trips import REDIRECT, Trip, described
from tocsin.auth.oauth.provider import Provider, ProviderUnavailable
from tocsin.auth.oauth.providers import Providers

DESCRIPTION = "/.well-known/openid-configuration"
PATHS = [DESCRIPTION, "/keys", "/token"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found", "204 No Content", "429 Too Many"])
async def test_an_answer_that_is_none_is_told_by_its_status(trip: Trip, path: str, status: str) -> None:
    trip.issuer.answers[path] = answer(b"", status=status)
    with pytest.raises(ProviderUnavailable, match=f"answered with status {status[:3]}"):
        await trip.signed_in()


async def test_tokens_that_come_with_a_failure_are_not_used(trip: Trip) -> None:
    trip.issuer.answers["/token"] = answer(b'{"id_token": "x"}', status="400 Bad Request")
    with pytest.raises(ProviderUnavailable, match=r"gave no tokens \(400\)"):
        await trip.signed_in()


@pytest.mark.parametrize("path", PATHS)
async def test_a_redirect_is_not_followed(trip: Trip, path: str) -> None:
    trip.issuer.answers[path] = redirect(f"{trip.issuer.url}/elsewhere", status="307 Temporary Redirect")
    with pytest.raises(ProviderUnavailable, match="answered with status 307"):
        await trip.signed_in()
    assert "/elsewhere" not in trip.issuer.asked


@pytest.mark.parametrize("path", PATHS)
async def test_an_answer_without_end_is_left(trip: Trip, path: str) -> None:
    trip.issuer.answers[path] = streaming(b"HTTP/1.1 200 OK\r\n\r\n", b"[" * 65_536)
    with pytest.raises(ProviderUnavailable, match="longer than 1048576 bytes"):
        await trip.signed_in()


async def test_a_compressed_answer_is_not_unpacked(trip: Trip) -> None:
    small = gzip.compress(b" " * 50_000_000)
    trip.issuer.answers[DESCRIPTION] = answer(small, headers={"Content-Encoding": "gzip"})
    with pytest.raises(ProviderUnavailable, match="compressed"):
        await trip.signed_in()


@pytest.mark.parametrize("path", PATHS)
async def test_a_provider_that_hangs_is_left_at_the_deadline(trip: Trip, path: str) -> None:
    async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    trip.issuer.answers[path] = hang
    trip.providers = Providers([described(trip.issuer)], trip.clock, tls=trust(), deadline_s=0.3)
    with pytest.raises(ProviderUnavailable, match=r"did not answer within 0\.3 seconds"):
        await trip.signed_in()


async def test_a_provider_that_trickles_is_left_at_the_deadline(trip: Trip) -> None:
    trip.issuer.answers[DESCRIPTION] = streaming(b"HTTP/1.1 200 OK\r\n\r\n", b" ", pause=0.01)
    providers = Providers([described(trip.issuer)], trip.clock, tls=trust(), deadline_s=0.3)
    with pytest.raises(ProviderUnavailable, match="did not answer within"):
        await providers.begin("keycloak", REDIRECT)


async def test_a_sign_in_that_is_given_up_holds_no_other_up(trip: Trip) -> None:
    reached = asyncio.Event()

    async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    trip.issuer.answers[DESCRIPTION] = hang
    given_up = asyncio.create_task(trip.signed_in())
    await reached.wait()
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    trip.issuer.answers.clear()
    assert (await trip.signed_in()).subject == "248289761001"


async def test_a_provider_that_is_not_there_is_told_without_how_the_network_looks(trip: Trip) -> None:
    port = closed_port()
    gone = Provider("keycloak", "Keycloak", f"http://127.0.0.1:{port}", "id", "secret")
    with pytest.raises(ProviderUnavailable) as caught:
        await Providers([gone], trip.clock, tls=trust()).begin("keycloak", REDIRECT)
    assert caught.value.message == "Keycloak could not be reached"


async def test_nothing_is_said_in_clear_over_a_network(trip: Trip) -> None:
    far = Provider("keycloak", "Keycloak", "http://192.0.2.1", "id", "secret")
    with pytest.raises(ProviderUnavailable, match="it must begin with https://"):
        await Providers([far], trip.clock, tls=trust()).begin("keycloak", REDIRECT)


async def test_no_proxy_stands_between_this_machine_and_itself(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert (await trip.signed_in()).subject == "248289761001"


async def test_a_provider_is_spoken_to_by_tls() -> None:
    async with serve_issuer(REDIRECT, tls=certificates.good()) as issuer:
        providers = Providers([described(issuer)], issuer.clock, tls=trust())
        begun = await providers.begin("keycloak", REDIRECT)
        query = await visited(begun.url)
        assert (await providers.finish("keycloak", REDIRECT, begun, query)).issuer == issuer.url


async def test_a_certificate_that_vouches_for_itself_is_not_trusted() -> None:
    async with serve_issuer(REDIRECT, tls=certificates.self_signed()) as issuer:
        with pytest.raises(ProviderUnavailable, match="could not be reached"):
            await Providers([described(issuer)], issuer.clock, tls=trust()).begin("keycloak", REDIRECT)


async def test_an_authority_that_nobody_named_is_not_trusted() -> None:
    async with serve_issuer(REDIRECT, tls=certificates.good()) as issuer:
        with pytest.raises(ProviderUnavailable, match="could not be reached"):
            await Providers([described(issuer)], issuer.clock).begin("keycloak", REDIRECT)


async def test_a_certificate_of_another_host_is_not_trusted() -> None:
    async with serve_issuer(REDIRECT, tls=certificates.of_another_host()) as issuer:
        with pytest.raises(ProviderUnavailable, match="could not be reached"):
            await Providers([described(issuer)], issuer.clock, tls=trust()).begin("keycloak", REDIRECT)
