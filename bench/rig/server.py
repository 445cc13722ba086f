"""A web server that answers `ok`, at once or after a known time, without HTTP's finer points.

It knows how long each answer truly took, from the connection to the last byte written: `/reset` forgets them, and
`/truth` tells.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import time
from pathlib import Path
from typing import cast

import uvloop

from bench.rig.report import percentile

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"


class Truth:
    """How long answers took, in microseconds."""

    def __init__(self) -> None:
        self.took_us: list[int] = []

    def tell(self) -> bytes:
        told = {"p50_us": percentile(self.took_us, 0.5), "p99_us": percentile(self.took_us, 0.99)}
        return json.dumps(told | {"answers": len(self.took_us)}).encode()


class Answering(asyncio.Protocol):
    """One request a connection."""

    def __init__(self, delay_s: float, truth: Truth) -> None:
        self._delay_s = delay_s
        self._truth = truth

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._begun = time.perf_counter()

    def data_received(self, data: bytes) -> None:
        if not data.endswith(b"\r\n\r\n"):
            return
        if data.startswith(b"GET /truth "):
            self._say(self._truth.tell())
        elif data.startswith(b"GET /reset "):
            self._truth.took_us.clear()
            self._say(b"ok")
        elif self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, self._answer)
        else:
            self._answer()

    def _answer(self) -> None:
        if not self._transport.is_closing():
            self._say(b"ok")
            self._truth.took_us.append(round((time.perf_counter() - self._begun) * 1e6))

    def _say(self, body: bytes) -> None:
        self._transport.write(HEAD % len(body) + body)
        self._transport.close()


async def serve(port: int, delay_s: float, certificate: Path | None) -> None:
    """Until terminated."""
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate / "chain.pem", certificate / "key.pem")
    truth = Truth()
    server = await asyncio.get_running_loop().create_server(
        lambda: Answering(delay_s, truth), "127.0.0.1", port, backlog=16384, ssl=tls
    )
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--delay-ms", type=float, default=0.0)
    parser.add_argument("--certificate", type=Path)
    given = parser.parse_args()
    uvloop.run(serve(given.port, given.delay_ms / 1000, given.certificate))
