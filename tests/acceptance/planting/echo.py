"""A site that shows its visitors all that they have sent, in every way that sites do: secrets come back from it."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

from tests.acceptance.target import serving

LONGEST_BODY = 4000


class EchoSite(ThreadingHTTPServer):
    """Fails on every path, with what it was sent in the body, in a header and in the address that it redirects to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[str] = []

    def handle_error(self, _request: object, _client_address: object) -> None:
        """A check that was given up is none."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


def _plain(told: str) -> str:
    return told


def _cut(told: str) -> str:
    """What is kept of it ends in the midst of a credential."""
    start = told.find(": ") + 2
    return " " * (2040 - start) + told


WAYS: dict[str, Callable[[str], str]] = {
    "/plain": _plain,
    "/html": html.escape,
    "/json": json.dumps,
    "/url": quote,
    "/cut": _cut,
}


class _Handler(BaseHTTPRequestHandler):
    server: EchoSite

    def do_GET(self) -> None:
        told = "\n".join(f"{name}: {_readable(value)}" for name, value in self.headers.items() if _is_ours(name))
        told += self._body()
        self.server.heard.append(told)
        path = self.path.removeprefix(self.server.url)
        if path == "/redirect":
            self._answer(302, "", {"Location": f"/plain?{quote(told)}"})
            return
        first = told.replace("\n", " ")
        self._answer(503, WAYS.get(path.partition("?")[0], _plain)(told), {"X-Echo": first.encode().decode("latin-1")})

    do_POST = do_GET  # noqa: N815 -- the server's own way of naming
    do_PUT = do_GET  # noqa: N815

    def _body(self) -> str:
        sent = self.rfile.read(int(self.headers.get("content-length", "0"))).decode("utf-8", "replace")
        return f"\nbody: {sent[:LONGEST_BODY]}" if sent else ""

    def _answer(self, code: int, body: str, headers: dict[str, str]) -> None:
        data = body.encode()
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def _is_ours(name: str) -> bool:
    return name.lower() in {"authorization", "proxy-authorization", "cookie", "x-api-key", "x-gotify-key"}


def _readable(value: str) -> str:
    """UTF-8 as it was sent; basic credentials as they are and opened too."""
    text = value.encode("latin-1").decode("utf-8", "replace")
    if text.startswith("Basic "):
        return f"{text} {base64.b64decode(text.removeprefix('Basic ')).decode()}"
    return text


@contextmanager
def running_echo() -> Iterator[EchoSite]:
    with EchoSite() as site, serving(site):
        yield site
