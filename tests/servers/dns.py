"""A tiny DNS server over UDP: A records from a mapping, NXDOMAIN otherwise, or silence (RFC 1035 §4)."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Mapping
from ipaddress import IPv4Address
from typing import cast

NXDOMAIN = 3
SERVFAIL = 2
_A = 1


@contextlib.asynccontextmanager
async def serve_dns(
    records: Mapping[str, str], *, code: int | None = None, is_silent: bool = False
) -> AsyncIterator[int]:
    """Give the port. `code` answers every question with that error."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Dns(records, code=code, is_silent=is_silent), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


class _Dns(asyncio.DatagramProtocol):
    def __init__(self, records: Mapping[str, str], *, code: int | None, is_silent: bool) -> None:
        self._records = records
        self._code = code
        self._is_silent = is_silent

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an isinstance check: the loop's own transports are of another class.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if not self._is_silent:
            self._transport.sendto(self._reply(data), address)

    def _reply(self, query: bytes) -> bytes:
        name, end = _read_name(query, 12)
        (kind,) = struct.unpack_from("!H", query, end)
        question = query[12 : end + 4]
        is_known = name in self._records
        code = self._code if self._code is not None else 0 if is_known else NXDOMAIN
        answer = b""
        if code == 0 and kind == _A:
            # 0xC00C points to the name in the question.
            answer = struct.pack("!HHHIH", 0xC00C, _A, 1, 1, 4) + IPv4Address(self._records[name]).packed
        header = struct.pack("!HHHHHH", *struct.unpack_from("!H", query), 0x8180 | code, 1, 1 if answer else 0, 0, 0)
        return header + question + answer


def _read_name(data: bytes, position: int) -> tuple[str, int]:
    labels = []
    while length := data[position]:
        labels.append(data[position + 1 : position + 1 + length].decode())
        position += length + 1
    return ".".join(labels).lower(), position + 1
