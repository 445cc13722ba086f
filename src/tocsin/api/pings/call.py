"""One request at the door, read no further than it has to be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from tocsin.core.ping import Origin

MOST_BODY_BYTES = 16 * 1024 * 1024
SECONDS_FOR_A_BODY = 60.0
MOST_PARAMETERS = 50
LONGEST_AGENT = 200


class Refused(Exception):
    """The request is not carried out; `text` says why. `is_last`: the rest of its body is not read."""

    def __init__(
        self, status: int, text: str, *, headers: Sequence[tuple[str, str]] = (), is_last: bool = False
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = (*headers, ("connection", "close")) if is_last else tuple(headers)


class Disconnected(Exception):
    """The client left before all of its request was there: nobody waits for an answer."""


class Call:
    """`words` are the parts of the path behind the dialect's own; `at` is when the request came, in Unix ms."""

    def __init__(self, scope: Scope, receive: Receive, words: list[str], at: int, most_kept: int) -> None:
        self.words = words
        self.at = at
        self._scope = scope
        self._receive = receive
        self._most_kept = most_kept

    @cached_property
    def query(self) -> dict[str, str]:
        """The first of each parameter. Raise Refused for very many."""
        found: dict[str, str] = {}
        for name, value in self.parameters:
            found.setdefault(name, value)
        return found

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """In order, repeated ones too. Raise Refused for very many."""
        raw: bytes = self._scope["query_string"]
        if not raw:
            return []
        try:
            return parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "too many parameters") from None

    def header(self, name: bytes) -> str:
        """Empty when it was not sent."""
        return next((value.decode("latin-1") for one, value in self._scope["headers"] if one == name), "")

    def origin(self, via: str) -> Origin:
        client = self._scope.get("client")
        return Origin(via, client[0] if client else "", self.header(b"user-agent")[:LONGEST_AGENT])

    async def body(self) -> tuple[bytes, int]:
        """As many of the first bytes as are kept, and how many there were. Raise Refused, Disconnected."""
        length = self.header(b"content-length")
        if length in ("", "0") and not self.header(b"transfer-encoding"):
            return b"", 0
        if length.isdigit() and int(length) > MOST_BODY_BYTES:
            raise _too_large()
        try:
            async with asyncio.timeout(SECONDS_FOR_A_BODY):
                return await self._read()
        except TimeoutError:
            text = f"the body has not arrived within {SECONDS_FOR_A_BODY:g} s: nothing was counted"
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, text, is_last=True) from None

    async def _read(self) -> tuple[bytes, int]:
        kept = bytearray()
        size = 0
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size > MOST_BODY_BYTES:
                raise _too_large()
            if len(kept) < self._most_kept:
                kept += chunk[: self._most_kept - len(kept)]
        return bytes(kept), size


def _too_large() -> Refused:
    text = f"the body may have at most {MOST_BODY_BYTES} bytes: nothing was counted"
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text, is_last=True)
