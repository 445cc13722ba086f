"""What went wrong, as problem documents (RFC 9457). One table maps codes to HTTP."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from tocsin.api.allowed import allowed_methods
from tocsin.api.problem import PROBLEM_TYPE
from tocsin.core.errors import FieldError, TocsinError, TooManyRequests
from tocsin.services.field_errors import from_details

METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_log = structlog.get_logger(__name__)

STATUSES: Mapping[str, tuple[int, str]] = {
    "bad_request": (400, "The request is malformed"),
    "unauthenticated": (401, "No valid credential"),
    "access_expired": (401, "The access token has expired"),
    "sign_in_failed": (401, "Not signed in"),
    "code_wrong": (401, "The code is wrong"),
    "permission_denied": (403, "Not permitted"),
    "csrf_failed": (403, "Perhaps sent by another site"),
    "reauthentication_required": (403, "Confirm that it is you"),
    "sign_in_refused": (403, "Not signed in"),
    "sign_up_closed": (403, "Nobody signs up by themselves"),
    "setup_token_required": (403, "The set-up token is needed"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "Method not allowed"),
    "conflict": (409, "Conflict"),
    "precondition_failed": (412, "Changed by somebody else"),
    "payload_too_large": (413, "The body is too large"),
    "unsupported_media_type": (415, "The body has the wrong type"),
    "validation_failed": (422, "Some fields do not fit"),
    "code_refused": (422, "The code was refused"),
    "reset_refused": (422, "The link is not good any more"),
    "confirmation_failed": (422, "Not confirmed"),
    "passkey_refused": (422, "The passkey was refused"),
    "idempotency_key_reused": (422, "The Idempotency-Key was used before"),
    "too_many_requests": (429, "Too many requests at once"),
    "internal_error": (500, "Something went wrong on our side"),
    "secret_unreadable": (503, "A stored secret cannot be read"),
    "schema_mismatch": (503, "The database belongs to another version"),
    "storage_unavailable": (503, "The database is not available"),
    "no_runner": (503, "No runner answered"),
    "unavailable": (503, "Not available at the moment"),
    "took_too_long": (503, "It took too long"),
    "provider_unavailable": (503, "The provider does not answer"),
    "mail_not_configured": (409, "This server sends no mail"),
}
_CODES_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed"}
RETRY_AFTER_SECONDS = "2"


class BadRequest(TocsinError):
    """The request cannot be read at all: no JSON, a NUL in the address, a header that makes no sense."""

    code = "bad_request"


class UnsupportedMediaType(TocsinError):
    """The body is something other than JSON."""

    code = "unsupported_media_type"


class PayloadTooLarge(TocsinError):
    """The body has more bytes than the server takes."""

    code = "payload_too_large"


def problem_response(
    request_id: str,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    known_status, title = STATUSES.get(code, STATUSES["internal_error"])
    status = status or known_status
    body = {
        "type": f"urn:tocsin:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors,
        "request_id": request_id,
    }
    sent = {**headers_for(status), **(headers or {})}
    return Response(msgspec.json.encode(body), status, sent, PROBLEM_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(TocsinError, _on_tocsin_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_exception)


def request_id_of(request: Request) -> str:
    return str(request.scope.get("request_id", ""))


async def _on_tocsin_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, TocsinError)
    status = _status(error.code, request)
    if status >= 500:
        _log.error("request_failed", code=error.code, reason=error.message)
    headers = {"Retry-After": retry_after(error)} if isinstance(error, TooManyRequests) else None
    return problem_response(
        request_id_of(request), error.code, error.message, errors=error.errors, status=status, headers=headers
    )


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    in_body = [detail for detail in error.errors() if detail["loc"][0] == "body"]
    in_parameters = [detail for detail in error.errors() if detail["loc"][0] != "body"]
    errors = [*from_details(_without_place(in_parameters), None), *from_details(_without_place(in_body), error.body)]
    detail = f"{len(errors)} fields do not fit." if len(errors) > 1 else _told(errors)
    status = 400 if in_parameters else 422
    return problem_response(request_id_of(request), "validation_failed", detail, errors=errors, status=status)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """What routing has refused: no such address, no such method."""
    assert isinstance(error, HTTPException)
    code = _CODES_BY_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal_error")
    details = {
        "not_found": f"There is nothing at {request.url.path}. GET /api/v1/openapi.json lists what there is.",
        "method_not_allowed": f"{request.method} is not possible here.",
    }
    detail = details.get(code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = allowed_methods(request.app, request.url.path) or headers.get("Allow", "")
    return problem_response(request_id_of(request), code, detail, status=error.status_code, headers=headers)


def _status(code: str, request: Request) -> int:
    status = STATUSES.get(code, STATUSES["internal_error"])[0]
    # Without a body the bad field is a parameter.
    return 400 if status == 422 and request.method not in METHODS_WITH_BODY else status


def headers_for(status: int) -> dict[str, str]:
    """What stands beside every error of this status, whatever form it is answered in."""
    if status == 401:
        return {"WWW-Authenticate": 'Bearer realm="tocsin"'}
    return {"Retry-After": RETRY_AFTER_SECONDS} if status in {429, 503} else {}


def retry_after(error: TooManyRequests) -> str:
    """Whole seconds, as the header has them: who comes then is not too early."""
    return RETRY_AFTER_SECONDS if error.retry_after is None else str(max(1, math.ceil(error.retry_after)))


def _without_place(details: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Drop "body", "query" and so on from the front of each location."""
    return [{**detail, "loc": tuple(detail["loc"])[1:]} for detail in details]  # type: ignore[arg-type]


def _told(errors: Sequence[FieldError]) -> str:
    return f"{errors[0].pointer.lstrip('/') or 'The body'} {errors[0].message}" if errors else "Something does not fit."
