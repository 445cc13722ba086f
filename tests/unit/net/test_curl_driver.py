import asyncio
import socket
from collections.abc import AsyncIterator, Iterator

import pycurl
import pytest

from tests.servers.http import Request, serve_http
from tocsin.net.curl_driver import CurlDriver, EpollDriver, LoopDriver


@pytest.fixture(params=[EpollDriver, LoopDriver])
async def driver(request: pytest.FixtureRequest) -> AsyncIterator[CurlDriver]:
    driver: CurlDriver = request.param(10)
    yield driver
    await driver.aclose()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async def respond(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async with serve_http(respond) as address:
        yield address


@pytest.fixture
def silent_url() -> Iterator[str]:
    """Accepts, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def handle(url: str, **options: int) -> pycurl.Curl:
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.WRITEFUNCTION, len)
    for name, value in options.items():
        curl.setopt(getattr(pycurl, name), value)
    return curl


async def test_a_transfer_brings_its_answer(driver: CurlDriver, url: str) -> None:
    curl = handle(url)
    await driver.perform(curl)
    assert curl.getinfo(pycurl.RESPONSE_CODE) == 200


async def test_many_transfers_run_side_by_side(driver: CurlDriver, url: str) -> None:
    curls = [handle(url, FRESH_CONNECT=1, FORBID_REUSE=1) for _ in range(200)]
    await asyncio.gather(*map(driver.perform, curls))
    assert {curl.getinfo(pycurl.RESPONSE_CODE) for curl in curls} == {200}


async def test_a_handle_can_run_again_on_its_kept_connection(driver: CurlDriver, url: str) -> None:
    curl = handle(url)
    for _ in range(3):
        await driver.perform(curl)
        assert curl.getinfo(pycurl.RESPONSE_CODE) == 200


async def test_a_refused_connection_raises(driver: CurlDriver) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(pycurl.error) as caught:
            await driver.perform(handle(f"http://127.0.0.1:{bound.getsockname()[1]}/"))
    assert caught.value.args[0] == pycurl.E_COULDNT_CONNECT


async def test_a_silent_target_ends_at_its_timeout(driver: CurlDriver, silent_url: str) -> None:
    with pytest.raises(pycurl.error) as caught:
        await asyncio.wait_for(driver.perform(handle(silent_url, TIMEOUT_MS=50)), 5)
    assert caught.value.args[0] == pycurl.E_OPERATION_TIMEDOUT


async def test_a_short_timeout_beside_a_long_one_is_kept(driver: CurlDriver, silent_url: str) -> None:
    long = asyncio.ensure_future(driver.perform(handle(silent_url, TIMEOUT_MS=60_000)))
    await asyncio.sleep(0.01)
    with pytest.raises(pycurl.error):
        await asyncio.wait_for(driver.perform(handle(silent_url, TIMEOUT_MS=50)), 5)
    assert not long.done()
    long.cancel()
    await asyncio.wait({long})


async def test_a_cancelled_transfer_leaves_the_others_alone(driver: CurlDriver, url: str, silent_url: str) -> None:
    doomed = asyncio.ensure_future(driver.perform(handle(silent_url)))
    await asyncio.sleep(0.01)
    doomed.cancel()
    await asyncio.wait({doomed})
    await driver.perform(curl := handle(url))
    assert doomed.cancelled()
    assert curl.getinfo(pycurl.RESPONSE_CODE) == 200


async def test_closing_cancels_what_is_under_way(driver: CurlDriver, silent_url: str) -> None:
    doomed = asyncio.ensure_future(driver.perform(handle(silent_url)))
    await asyncio.sleep(0.01)
    await driver.aclose()
    await asyncio.wait({doomed})
    assert doomed.cancelled()
