"""A web service on loopback that looks at what it is sent as the real one does: what it takes it keeps."""

from __future__ import annotations

import asyncio
import contextlib
import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

from tests.servers.http import Request, answer, serve_http


class Refused(Exception):
    """With these bytes as the answer."""

    def __init__(self, status: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.answer = answer(body, status=status, headers=headers)


class WebService(ABC):
    """`answers` are given to the next requests, whatever they hold; what is `taken` are the payloads of the others."""

    def __init__(self) -> None:
        self.answers: deque[bytes] = deque()
        self.requests: list[Request] = []
        self.taken: list[Any] = []
        self.url = ""

    @abstractmethod
    def take(self, request: Request, payload: Any) -> bytes:
        """The whole answer to a good request. Raise Refused."""

    @property
    def payload(self) -> Any:
        """Of the only request that was taken."""
        (payload,) = self.taken
        return payload

    async def respond(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        try:
            writer.write(self.answers.popleft() if self.answers else self._taken(request))
        except Refused as refused:
            writer.write(refused.answer)

    def _taken(self, request: Request) -> bytes:
        try:
            payload = json.loads(request.body)
        except ValueError:
            raise Refused("400 Bad Request", b"not JSON") from None
        said = self.take(request, payload)
        self.taken.append(payload)
        return said


@contextlib.asynccontextmanager
async def serving(service: WebService) -> AsyncIterator[str]:
    """Give the base URL."""
    async with serve_http(service.respond) as service.url:
        yield service.url


def utf16_length(text: str) -> int:
    """Characters as JavaScript counts them, which is the strictest way."""
    return len(text.encode("utf-16-le")) // 2
