"""Errors as `{"detail": …}`: the form that FastAPI gives them by itself, which clients of such services read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import structlog
from fastapi import Request, Response
from fastapi.exceptions import HTTPException, RequestValidationError
from pydantic import BaseModel, Field

from tocsin.api.documented import Responses, title_of
from tocsin.api.errors import STATUSES, headers_for, retry_after
from tocsin.api.guarded_route import Handler
from tocsin.api.json_route import JsonRoute, NotJson
from tocsin.core.errors import FieldError, TocsinError, TooManyRequests

UNFIT = 422
_log = structlog.get_logger(__name__)


class Detail(BaseModel):
    """Why a request was not carried out."""

    detail: str


class FieldDetail(BaseModel):
    """One bad field or parameter."""

    loc: list[str | int] = Field(description="Where it stands: `body`, `query` or `path`, and the way from there.")
    msg: str = Field(description="What would be right.")
    type: str = Field(description="The kind of fault, for programs.")


class FieldDetails(BaseModel):
    """Which fields or parameters do not fit."""

    detail: list[FieldDetail]


class DetailRoute(JsonRoute):
    """A route that takes strict JSON and answers errors in this form. `words` replaces the sentence of an error."""

    words: ClassVar[Mapping[str, str]] = {}

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def in_details(request: Request) -> Response:
            try:
                await self.let_in(request)
                return await handle(request)
            except RequestValidationError as error:
                return _response(UNFIT, [_of_detail(one) for one in error.errors()])
            except HTTPException as error:
                return _response(error.status_code, error.detail, error.headers)
            except TocsinError as error:
                return self._refusal(error)

        return in_details

    async def let_in(self, request: Request) -> None:
        """What is to happen before the caller's key is asked for."""

    def _refusal(self, error: TocsinError) -> Response:
        status = UNFIT if isinstance(error, NotJson) else STATUSES.get(error.code, STATUSES["internal_error"])[0]
        if status == UNFIT:
            errors = error.errors or (FieldError("", error.message),)
            return _response(UNFIT, [_of_field(one, error.code) for one in errors])
        if status >= 500:
            _log.error("request_failed", code=error.code, reason=error.message)
        headers = {"Retry-After": retry_after(error)} if isinstance(error, TooManyRequests) else None
        return _response(status, self.words.get(error.code, error.message), headers)


def refusals(*statuses: int) -> Responses:
    """Answers with these statuses are of this form."""
    return {
        status: {"model": FieldDetails if status == UNFIT else Detail, "description": title_of(status)}
        for status in statuses
    }


def _response(status: int, detail: object, headers: Mapping[str, str] | None = None) -> Response:
    body = msgspec.json.encode({"detail": detail})
    return Response(body, status, {**headers_for(status), **(headers or {})}, "application/json")


def _of_detail(detail: Mapping[str, Any]) -> dict[str, object]:
    """Without the value that was sent: it may be a secret that went astray."""
    return {"loc": list(detail["loc"]), "msg": detail["msg"], "type": detail["type"]}


def _of_field(error: FieldError, code: str) -> dict[str, object]:
    return {"loc": ["body", *_way(error.pointer)], "msg": error.message, "type": code}


def _way(pointer: str) -> Sequence[str | int]:
    parts = pointer.split("/")[1:]
    return [int(part) if part.isdigit() else part.replace("~1", "/").replace("~0", "~") for part in parts]
