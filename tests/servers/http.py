"""HTTP/1.1 on loopback, one request a connection: one function says what is answered."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.servers.tcp import serve_tcp


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


Respond = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serve_http(respond: Respond, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Give the base URL, without a trailing slash."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await respond(await read_request(reader), writer)
        await writer.drain()

    async with serve_tcp(converse, tls=tls) as port:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def answer(
    body: bytes = b"ok", *, status: str = "200 OK", headers: Mapping[str, str] | None = None, closes: bool = True
) -> bytes:
    """A whole answer as bytes."""
    lines = {"Content-Length": str(len(body)), "Connection": "close" if closes else "keep-alive"} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def answering(data: bytes) -> Respond:
    """Answers every request with the same bytes."""

    async def respond(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return respond


def routing(routes: Mapping[str, bytes]) -> Respond:
    """Answers by path; 404 for any other."""

    async def respond(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(routes.get(request.path, answer(b"", status="404 Not Found")))

    return respond


def redirect(location: str, *, status: str = "302 Found", headers: Mapping[str, str] | None = None) -> bytes:
    return answer(b"", status=status, headers={"Location": location} | dict(headers or {}))


def recording(seen: list[Request], routes: Mapping[str, bytes] | None = None) -> Respond:
    """Keeps every request, and answers it by path."""
    respond_by_path = routing(routes) if routes is not None else answering(answer())

    async def respond(request: Request, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        await respond_by_path(request, writer)

    return respond


def streaming(head: bytes, chunk: bytes, *, pause: float = 0.0, limit: int | None = None) -> Respond:
    """Sends the head and then the chunk again and again: for ever, or `limit` times."""

    async def respond(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        sent = 0
        while limit is None or sent < limit:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)
            sent += 1

    return respond
