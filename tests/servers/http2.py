"""HTTP/2 on loopback (RFC 9113): the same answer to every request."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.servers.tcp import serve_tcp


@contextlib.asynccontextmanager
async def serve_http2(body: bytes, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Give the base URL. Without TLS it is spoken from the first byte on, as those do who know it beforehand."""
    if tls is not None:
        tls.set_alpn_protocols(["h2"])

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, RequestReceived):
                    connection.send_headers(event.stream_id, [(":status", "200"), ("x-spoken", "h2")])
                    connection.send_data(event.stream_id, body, end_stream=True)
            writer.write(connection.data_to_send())

    async with serve_tcp(converse, tls=tls) as port:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
