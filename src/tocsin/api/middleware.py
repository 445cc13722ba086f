"""What wraps every request: an id, safe headers, a count, and a last resort when something of ours breaks."""

from __future__ import annotations

import re
import secrets
import time
import traceback

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tocsin.api.errors import problem_response
from tocsin.api.request_metrics import RequestMetrics, template_of

_log = structlog.get_logger(__name__)
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"x-permitted-cross-domain-policies", b"none"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000")
"""Without sub-domains: others may live there (RFC 6797 §6.1.2)."""


class Envelope:
    """Pure ASGI, so that a stream of events flows through unbuffered. `is_on_tls`: browsers come by TLS only."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics, *, is_on_tls: bool = False) -> None:
        self.app = app
        self.metrics = metrics
        self.is_on_tls = is_on_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope["request_id"] = _request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name for name, _ in message["headers"]}
                wanted = (*_SAFE_HEADERS, _HSTS) if self.is_on_tls or scope["scheme"] == "https" else _SAFE_HEADERS
                safe = (header for header in wanted if header[0] not in given)
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), *safe]
            await send(message)

        try:
            await self._answer(scope, receive, send_with_headers)
        except Exception as error:
            # The plain traceback: renderers that show local variables would show secrets.
            # The route and not the path, which is a secret where pings and hooks come in.
            _log.error("request_crashed", route=template_of(scope), error=str(error), traceback=traceback.format_exc())
            if status:
                raise  # Too late to say anything: only a broken connection tells that the answer is not whole.
            problem = problem_response(
                request_id, "internal_error", "The server's log says more under this request id."
            )
            await problem(scope, receive, send_with_headers)
        finally:
            self.metrics.count(scope, status, time.perf_counter() - began)
            structlog.contextvars.unbind_contextvars("request_id")

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\x00" in scope["path"] or b"%00" in scope["query_string"] or "\ufffd" in scope["path"]:
            problem = problem_response(
                scope["request_id"], "bad_request", "The address holds characters that no text has."
            )
            await problem(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _request_id(scope: Scope) -> str:
    """The caller's own, when it is a decent one, so that traces can be joined."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
