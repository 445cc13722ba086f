import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

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


class Troubled:
    """A multi handle that cannot go on. Its error 7 is not the 7 of a transfer, which is a refused connection."""

    def __init__(self, multi: pycurl.CurlMulti) -> None:
        self._multi = multi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._multi, name)

    def socket_action(self, *_: int) -> None:
        raise pycurl.error(7, "trouble of its own")


async def test_trouble_of_libcurl_itself_is_no_failure_of_its_transfers(silent_url: str) -> None:
    driver = EpollDriver(10)
    driver._multi = Troubled(driver._multi)
    transfers = [driver.perform(handle(silent_url)) for _ in range(2)]
    errors = await asyncio.wait_for(asyncio.gather(*transfers, return_exceptions=True), 5)
    assert [type(error) for error in errors] == [RuntimeError, RuntimeError]
    await driver.aclose()


async def test_a_transfer_that_libcurl_does_not_take_is_no_failure_of_it(silent_url: str) -> None:
    driver = EpollDriver(10)
    curl = handle(silent_url)
    first = asyncio.ensure_future(driver.perform(curl))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="libcurl cannot run transfers"):
        await driver.perform(curl)
    assert not first.done()
    await driver.aclose()
    await asyncio.wait({first})


async def test_a_transfer_that_the_kernel_does_not_watch_raises(
    monkeypatch: pytest.MonkeyPatch, silent_url: str
) -> None:
    class Full:
        def register(self, *_: int) -> None:
            raise OSError(errno.ENOSPC, "no room in the kernel")

        def close(self) -> None:
            """Nothing to close."""

    driver = EpollDriver(10)
    epoll = driver._epoll
    monkeypatch.setattr(driver, "_epoll", Full())
    with pytest.raises(OSError, match="no room in the kernel"):
        await asyncio.wait_for(driver.perform(handle(silent_url)), 5)
    monkeypatch.setattr(driver, "_epoll", epoll)
    await driver.aclose()


async def test_closing_cancels_what_is_under_way(driver: CurlDriver, silent_url: str) -> None:
    doomed = asyncio.ensure_future(driver.perform(handle(silent_url)))
    await asyncio.sleep(0.01)
    await driver.aclose()
    await asyncio.wait({doomed})
    assert doomed.cancelled()
