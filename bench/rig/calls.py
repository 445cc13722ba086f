"""Calls of the application as a server would make them, without the cost of a client or a network."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp

HOST = "localhost"
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Call:
    """One request. `found` is in its scope before anybody has looked, such as the actor of who is let in unasked."""

    path: str
    method: str = "GET"
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    address: str = "127.0.0.1"
    found: Mapping[str, object] = field(default_factory=dict)

    def scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query.encode(),
            "headers": [(b"host", HOST.encode()), *self.headers],
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 8000),
            **self.found,
        }


@dataclass
class Answer:
    """As it was sent."""

    status: int = 0
    headers: Headers = ()
    body: bytes = b""

    async def take(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], tuple(message["headers"])
        else:
            self.body += message.get("body", b"")


async def call(app: ASGIApp, one: Call) -> Answer:
    """Raise AssertionError for an answer that is not good: what was refused costs something else."""
    answer = Answer()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": one.body, "more_body": False}

    await app(one.scope(), receive, answer.take)
    assert 200 <= answer.status < 300, (one.path, answer.status, answer.body)
    return answer


async def timed(app: ASGIApp, one: Call) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    await call(app, one)
    return (time.perf_counter() - begun) * 1000


class Browser:
    """Keeps its cookies, and sends what a page would."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.cookies: dict[str, str] = {}
        self.last_took = 0.0
        """Milliseconds of the last request, from its first byte to the answer's last."""

    @property
    def headers(self) -> Headers:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = self.cookies.get("tocsin_csrf", "")
        given = {"cookie": cookies, "x-csrf-token": token, "origin": f"http://{HOST}", "user-agent": "bench"}
        return tuple((name.encode(), value.encode()) for name, value in given.items() if value)

    async def post(self, path: str, body: object = None, *, address: str = "127.0.0.1") -> Any:
        """The answer's JSON."""
        content = b"" if body is None else json.dumps(body).encode()
        length = ((b"content-type", b"application/json"), (b"content-length", str(len(content)).encode()))
        one = Call(path, "POST", headers=(*self.headers, *length), body=content, address=address)
        begun = time.perf_counter()
        answer = await call(self._app, one)
        self.last_took = (time.perf_counter() - begun) * 1000
        self.cookies |= cookies_of(answer.headers)
        return json.loads(answer.body)


def cookies_of(headers: Headers) -> dict[str, str]:
    """Those that an answer gives."""
    given = (value.decode().partition(";")[0] for name, value in headers if name == b"set-cookie")
    return {name: value for name, _, value in (one.partition("=") for one in given)}
