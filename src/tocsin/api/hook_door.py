"""Where other systems post: `/hook/<key>`, or `/hook` with the key in a header."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry
from starlette.requests import ClientDisconnect

from tocsin.api.answers.hooks import TakenAnswer
from tocsin.api.dependencies import api_parts
from tocsin.api.documented import WITH_BODY, problems
from tocsin.api.errors import (
    BadRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
    problem_response,
    request_id_of,
    retry_after,
)
from tocsin.api.guarded_route import GuardedRoute
from tocsin.api.hook_metrics import NOBODY, HookMetrics
from tocsin.api.json_route import SECONDS_FOR_A_BODY
from tocsin.core.errors import NotFound, TocsinError, TooManyRequests, Unauthenticated
from tocsin.hooks import KINDS
from tocsin.services.field_errors import MOST_ERRORS
from tocsin.services.hook_intake import HookIntake
from tocsin.services.hook_requests import HookDisabled, HookRequest, UnreadableBody, Unverified
from tocsin.services.hook_telling import Taken
from tocsin.services.parts import Parts
from tocsin.storage.hooks import StoredHook

LONGEST_AGENT = 200
NO_HOOK = "There is no such hook."

router = APIRouter(tags=["hooks"], route_class=GuardedRoute)
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": TakenAnswer},
    **WITH_BODY,
    **problems(400, 401, 404, 409, 429, 503),
}
ANY_JSON: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"description": "As the other system sends it."}}},
    }
}


class HookDoor:
    """Answers the requests of other systems, and counts them."""

    def __init__(self, parts: Parts, registry: CollectorRegistry) -> None:
        self._intake = HookIntake(parts)
        self._metrics = HookMetrics(registry)

    async def answer(self, request: Request, key: str | None) -> Response:
        """Raise NotFound for an unknown key, and what else there is to refuse."""
        hook = await self._intake.find(key) if key else None
        if hook is None:
            self._metrics.count(NOBODY, "unknown")
            raise NotFound(NO_HOOK)
        kind = hook.fields.kind
        try:
            taken = await self._taken(request, hook)
        except TooManyRequests as error:
            self._metrics.count(kind, "too_many")
            return _come_again(request, error, kind)
        except TocsinError as error:
            self._metrics.count(kind, _OUTCOMES.get(type(error), "unavailable"))
            raise
        self._metrics.count(kind, _outcome(taken), taken.truncated)
        return _answer(request, taken)

    async def _taken(self, request: Request, hook: StoredHook) -> Taken:
        async with self._intake.admitted(hook):
            try:
                read = await _read(request)
            except TocsinError as error:
                await self._intake.note(hook.id, error.message)
                raise
            return await self._intake.take(hook, read)


@router.post("/hook/{key}/", include_in_schema=False)
@router.post("/hook/{key}", responses=ANSWERS, openapi_extra=ANY_JSON)
async def post_to_hook(request: Request, key: Annotated[str, Path(max_length=200)]) -> Response:
    """Take in what another system posts, as the hook of this key says. Answered once it is durable.

    Items that do not fit are refused with 422, each by name, and the others of the same request are taken all the same.
    """
    return await door_of(request).answer(request, key)


@router.post("/hook/", include_in_schema=False)
@router.post("/hook", responses=ANSWERS, openapi_extra={**ANY_JSON, "security": [{"Bearer": []}]})
async def post_to_hook_by_header(request: Request) -> Response:
    """The same, with the hook's key as a bearer token, or as the password of HTTP basic authentication."""
    try:
        return await door_of(request).answer(request, _key_in(request))
    except NotFound as error:
        if error.message != NO_HOOK:
            raise
        raise Unauthenticated("Send a hook's key as a bearer token, or as a password.") from None


def door_of(request: Request) -> HookDoor:
    door: HookDoor = request.app.state.hook_door
    return door


def _key_in(request: Request) -> str | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return None


async def _read(request: Request) -> HookRequest:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type.startswith("multipart/"):
        raise UnsupportedMediaType(f"The body must be JSON, or a form that holds JSON; it is {media_type}.")
    body = await _body(request, api_parts(request).max_body_bytes)
    headers = {name.lower(): value for name, value in request.headers.items()}
    address = request.client.host if request.client is not None else ""
    return HookRequest(body, media_type, headers, address, headers.get("user-agent", "")[:LONGEST_AGENT])


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise PayloadTooLarge(f"The body may have at most {most} bytes.")
    except TimeoutError:
        raise BadRequest(f"The body has not arrived within {SECONDS_FOR_A_BODY:g} s.") from None
    except ClientDisconnect:
        raise BadRequest("The body has not arrived as a whole.") from None
    return bytes(body)


def _answer(request: Request, taken: Taken) -> Response:
    if not taken.refusals:
        return Response(TakenAnswer.of(taken).model_dump_json(), media_type="application/json")
    others = f"{taken.taken} of its items were taken" if taken.taken else "none of its items was taken"
    detail = f"Some of this request does not fit; {others}."
    return problem_response(request_id_of(request), "validation_failed", detail, errors=taken.refusals[:MOST_ERRORS])


def _come_again(request: Request, error: TooManyRequests, kind: str) -> Response:
    """Some senders give up upon a 429, and come again after a 503."""
    code = error.code if KINDS[kind].comes_again_after_429 else "unavailable"
    headers = {"Retry-After": retry_after(error)}
    return problem_response(request_id_of(request), code, error.message, headers=headers)


def _outcome(taken: Taken) -> str:
    if not taken.refusals:
        return "taken"
    return "partly" if taken.taken else "refused"


_OUTCOMES: dict[type[TocsinError], str] = {
    HookDisabled: "disabled",
    Unverified: "unverified",
    UnreadableBody: "unreadable",
    UnsupportedMediaType: "unreadable",
    BadRequest: "unreadable",
    PayloadTooLarge: "too_large",
    NotFound: "unknown",
}
