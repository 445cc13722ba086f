"""How bodies are read: strictly JSON, so that nothing enters which JSON, a database or a wire could not carry."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from fastapi import Request, Response

from tocsin.api.admission import admit
from tocsin.api.dependencies import api_parts
from tocsin.api.errors import METHODS_WITH_BODY, BadRequest, PayloadTooLarge, UnsupportedMediaType
from tocsin.api.guarded_route import GuardedRoute, Handler
from tocsin.api.parts import ApiParts
from tocsin.services.storable import require_storable

SECONDS_FOR_A_BODY = 60.0
_LONGEST_LENGTH = 18


class NotJson(BadRequest):
    """The body cannot be read as JSON."""


class StrictRequest(Request):
    """Refuses what Python's own reader lets pass: NaN, lone surrogates, NUL characters, towers of brackets."""

    async def read(self, most: int) -> None:
        """Read the body into memory, as `bounded_body` does."""
        self._body = await bounded_body(self, most)
        self._json = _parsed(self._body) if self._body else None


class JsonRoute(GuardedRoute):
    """A route whose body, if it has one, is JSON and says so. Nothing of it is read for a caller who is not let in."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            if self.body_field is None or request.method not in METHODS_WITH_BODY:
                return await handle(request)
            await admit(request, self.rule)
            _require_json(request)
            strict = StrictRequest(request.scope, request.receive)
            await strict.read(self.most_bytes(api_parts(request)))
            return await handle(strict)

        return strictly

    def most_bytes(self, parts: ApiParts) -> int:
        return parts.max_body_bytes


class LargeJsonRoute(JsonRoute):
    """The same for whole files of monitors."""

    def most_bytes(self, parts: ApiParts) -> int:
        return parts.max_apply_body_bytes


async def bounded_body(request: Request, most: int) -> bytes:
    """Raise PayloadTooLarge before more than `most` bytes are in memory, BadRequest when it does not arrive."""
    if (stated_length(request) or 0) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError:
        raise BadRequest(f"The body has not arrived within {SECONDS_FOR_A_BODY:g} s.") from None
    return bytes(body)


def stated_length(request: Request) -> int | None:
    """By Content-Length. Raise BadRequest."""
    length = request.headers.get("content-length")
    if length is None:
        return None
    if not (length.isascii() and length.isdigit() and len(length) <= _LONGEST_LENGTH):
        raise BadRequest("Content-Length is not a number.")
    return int(length)


def _parsed(body: bytes) -> Any:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NotJson(f"The body is not valid JSON: {error}.") from error
    require_storable(value)
    return value


def _require_json(request: Request) -> None:
    length = stated_length(request)
    if length == 0 or (length is None and "transfer-encoding" not in request.headers):
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if not is_json or not media_type.startswith("application/"):
        stated = media_type or "of a type that is not stated"
        raise UnsupportedMediaType(f"The body must be application/json, it is {stated}: set Content-Type.")


def _too_large(most: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The body may have at most {most} bytes.")
