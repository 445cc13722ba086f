"""HTTP/3 on loopback (RFC 9114): the same answer to every request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import QuicServer
from aioquic.h3.connection import H3Connection
from aioquic.h3.events import HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import ProtocolNegotiated, QuicEvent
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.servers.certificates import server_pair


@contextlib.asynccontextmanager
async def serve_http3(body: bytes) -> AsyncIterator[str]:
    """Give the base URL. The certificate is a good one of the private authority."""
    certificate, key = server_pair()
    configuration = QuicConfiguration(
        is_client=False,
        alpn_protocols=["h3"],
        certificate=x509.load_pem_x509_certificate(certificate.encode()),
        private_key=load_pem_private_key(key.encode(), None),
    )
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: QuicServer(configuration=configuration, create_protocol=lambda *quic, **_: _Answering(body, *quic)),
        local_addr=("127.0.0.1", 0),
    )
    try:
        yield f"https://127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        server.close()


class _Answering(QuicConnectionProtocol):
    def __init__(self, body: bytes, quic: QuicConnection) -> None:
        super().__init__(quic)
        self._body = body
        self._http: H3Connection | None = None

    def quic_event_received(self, event: QuicEvent) -> None:
        if isinstance(event, ProtocolNegotiated):
            self._http = H3Connection(self._quic)
        for seen in self._http.handle_event(event) if self._http else ():
            if self._http and isinstance(seen, HeadersReceived):
                self._http.send_headers(seen.stream_id, [(b":status", b"200"), (b"x-spoken", b"h3")])
                self._http.send_data(seen.stream_id, self._body, end_stream=True)
        self.transmit()
