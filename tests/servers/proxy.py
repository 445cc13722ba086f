"""Proxies on loopback: HTTP tunnels (RFC 9110 §9.3.6) and SOCKS 5 (RFC 1928), without credentials."""

import asyncio
import socket
import struct

from tests.servers.tcp import Behaviour


def tunnelling(asked: list[str]) -> Behaviour:
    """Connects where it is asked to, and notes where that is."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        where = head.split(b" ")[1].decode()
        asked.append(where)
        writer.write(b"HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n")
        await _join(reader, writer, int(where.rpartition(":")[2]))

    return behave


def socks(asked: list[str]) -> Behaviour:
    """The same over SOCKS 5."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        *_, kind = await reader.readexactly(4)
        if kind == 1:
            host = socket.inet_ntoa(await reader.readexactly(4))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        asked.append(host)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        await _join(reader, writer, port)

    return behave


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Pass on both ways until the target has nothing more to say."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    forth = asyncio.create_task(_pass_on(reader, far_writer))
    try:
        await _pass_on(far_reader, writer)
    finally:
        forth.cancel()
        far_writer.transport.abort()
        await asyncio.gather(forth, return_exceptions=True)


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
