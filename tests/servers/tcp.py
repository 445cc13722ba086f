"""TCP on loopback: one function says what happens to each connection."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serve_tcp(behaviour: Behaviour, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Give the port. Connections still open at the end are dropped, however busy they are."""
    running: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await behaviour(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # a TLS farewell would wait half a minute for the other side's
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        running.discard(task)
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def saying(data: bytes) -> Behaviour:
    """Greets with the data and waits for the other side to leave."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await reader.read()

    return behave


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accepts and never answers."""
    await reader.read()
    await asyncio.Event().wait()


async def hanging_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Reads what is sent and closes without a word."""
    await reader.read(4096)


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads something and resets the connection."""
    await reader.read(1)
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def echoing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends back what it is sent."""
    while data := await reader.read(4096):
        writer.write(data)
