"""The tiny DNS server says what it is told to say."""

import asyncio
import struct

import pytest

from tests.servers.dns import NXDOMAIN, SERVFAIL, serve_dns


async def ask(port: int, name: str) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    query = struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)
    replies: asyncio.Queue[bytes] = asyncio.Queue()

    class Client(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _address: object) -> None:
            replies.put_nowait(data)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Client, remote_addr=("127.0.0.1", port))
    transport.sendto(query)
    try:
        return await asyncio.wait_for(replies.get(), 0.2)
    finally:
        transport.close()


async def test_it_knows_its_records() -> None:
    async with serve_dns({"a.example": "192.0.2.7"}) as port:
        assert (await ask(port, "A.example"))[-4:] == bytes([192, 0, 2, 7])


async def test_any_other_name_does_not_exist() -> None:
    async with serve_dns({}) as port:
        assert (await ask(port, "a.example"))[3] & 0xF == NXDOMAIN


async def test_it_fails_when_told_to() -> None:
    async with serve_dns({"a.example": "192.0.2.7"}, code=SERVFAIL) as port:
        assert (await ask(port, "a.example"))[3] & 0xF == SERVFAIL


async def test_it_is_silent_when_told_to() -> None:
    async with serve_dns({}, is_silent=True) as port:
        with pytest.raises(TimeoutError):
            await ask(port, "a.example")
