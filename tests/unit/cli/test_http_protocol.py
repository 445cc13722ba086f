"""What a client may send without getting anywhere, tried on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tocsin.cli.http_protocol import MOST_HEAD_BYTES, BoundedHttpProtocol

TOO_MUCH = MOST_HEAD_BYTES + 300_000
START = b"POST / HTTP/1.1\r\nhost: x\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % size})


@asynccontextmanager
async def served() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(echo, http=BoundedHttpProtocol, lifespan="off", log_config=None, ws="none")
    config.load()
    state = uvicorn.Server(config).server_state
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedHttpProtocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def answer(*parts: bytes) -> bytes:
    """All that comes back for these parts; the server may have closed before the last of them."""
    async with served() as (reader, writer), asyncio.timeout(10):
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read()
        except ConnectionError:
            return b"cut off"


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * TOO_MUCH,
        START + b"x-long: " + b"a" * TOO_MUCH,
        START + b"x-many: a\r\n" * (TOO_MUCH // 11),
        START + b"transfer-encoding: chunked\r\n\r\n0\r\nx-trailer: " + b"a" * TOO_MUCH,
        START + b"transfer-encoding: chunked\r\n\r\n1;" + b"a" * TOO_MUCH,
    ],
    ids=["path", "header", "headers", "trailer", "chunk extension"],
)
async def test_what_never_ends_is_cut_off(head: bytes) -> None:
    found = await answer(head)
    assert found == b"cut off" or found.startswith(b"HTTP/1.1 400") or found == b""


async def test_a_long_body_passes() -> None:
    body = b"a" * (5 * TOO_MUCH)
    head = START + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    assert b"%d" % len(body) in await answer(head, body)


async def test_a_long_body_in_small_chunks_passes() -> None:
    chunks = b"400\r\n" + b"a" * 1024 + b"\r\n"
    head = START + b"connection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    assert b"512000" in await answer(head, chunks * 500, b"0\r\n\r\n")


async def test_many_requests_on_one_connection_are_each_answered() -> None:
    one = START + b"x-filler: " + b"a" * 2_000 + b"\r\ncontent-length: 2\r\n\r\nok"
    last = START + b"connection: close\r\ncontent-length: 0\r\n\r\n"
    assert (await answer(*[one] * 60, last)).count(b"HTTP/1.1 200") == 61


@pytest.mark.parametrize("line", [b"GET http://x HTTP/1.1", "GET /ü HTTP/1.1".encode(), b"OPTIONS * HTTP/1.1"])
async def test_a_target_that_is_no_path_is_answered(line: bytes) -> None:
    assert (await answer(line + b"\r\nhost: x\r\nconnection: close\r\n\r\n")).startswith(b"HTTP/1.1 ")
