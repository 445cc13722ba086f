"""Pings are answered here, before the framework sees them: a request of theirs costs a few microseconds of ours."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from tocsin.api.compat import cronitor_ping, gatus_push, healthchecks_ping, kuma_push
from tocsin.api.errors import RETRY_AFTER_SECONDS, retry_after
from tocsin.api.pings.call import Call, Disconnected, Refused
from tocsin.api.pings.dialect import Dialect, Reply
from tocsin.auth.ping_keys import normal
from tocsin.core.errors import Conflict, PermissionDenied, TocsinError, TooManyRequests, Unavailable
from tocsin.services.pings import Pings, TooOften

_AGAIN = (("retry-after", RETRY_AFTER_SECONDS),)


class PingDoor:
    """`host` is a name under which `/<key>` does, without `/ping`. `most_kept` bytes of a body are stored."""

    def __init__(self, app: ASGIApp, pings: Pings, *, most_kept: int, host: str | None = None) -> None:
        self.app = app
        self._pings = pings
        self._most_kept = most_kept
        self._host = host.lower().encode() if host else None
        self._limit = str(most_kept).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._found(scope) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        dialect, words = found
        scope["route"] = dialect
        call = Call(scope, receive, words, self._pings.now_ms, self._most_kept)
        try:
            reply = await self._answered(dialect, scope["method"], call)
        except Disconnected:
            return
        await self._send(reply, send)

    def _found(self, scope: Scope) -> tuple[Dialect, list[str]] | None:
        """Whose path it is, and the words of it that are not the dialect's own."""
        words = scope["path"].split("/")[1:]
        if words[-1] == "" and len(words) > 1:
            del words[-1]
        match words:
            case ["ping", _, *_]:
                return healthchecks_ping.DIALECT, words[1:]
            case ["api", "push", token]:
                return kuma_push.DIALECT, [token]
            case ["p", _, _]:
                return cronitor_ping.DIALECT, words[1:]
            case ["api", "v1", "endpoints", key, "external"]:
                return gatus_push.DIALECT, [key]
        if self._host is not None and normal(words[0]) is not None and self._is_for_pings(scope):
            return healthchecks_ping.DIALECT, words
        return None

    def _is_for_pings(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return bool(host.partition(b":")[0].lower() == self._host)

    async def _answered(self, dialect: Dialect, method: str, call: Call) -> Reply:
        try:
            if dialect.methods is not None and method not in dialect.methods:
                allowed = ("allow", ", ".join(sorted(dialect.methods)))
                raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "this method is not possible here", headers=[allowed])
            return await dialect.answer(call, self._pings)
        except Refused as refusal:
            reply = dialect.refuse(refusal.status, refusal.text)
            return Reply(reply.status, reply.text, reply.media_type, (*reply.headers, *refusal.headers))
        except TocsinError as error:
            return _failed(dialect, error)

    async def _send(self, reply: Reply, send: Send) -> None:
        body = reply.text.encode()
        headers = [
            (b"content-type", reply.media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"access-control-allow-origin", b"*"),
            (b"ping-body-limit", self._limit),
            *((name.encode(), value.encode()) for name, value in reply.headers),
        ]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _failed(dialect: Dialect, error: TocsinError) -> Reply:
    """What went wrong that is not the request's own fault, or not its form's."""
    headers: tuple[tuple[str, str], ...] = ()
    match error:
        case TooOften():
            status, text = HTTPStatus.TOO_MANY_REQUESTS, "rate limited: this monitor is pinged too often"
            headers = (("retry-after", retry_after(error)),)
        case TooManyRequests():
            status, text = HTTPStatus.TOO_MANY_REQUESTS, "not stored: send it again"
            headers = (("retry-after", retry_after(error)),)
        case Unavailable():
            status, text, headers = HTTPStatus.SERVICE_UNAVAILABLE, "not stored: send it again", _AGAIN
        case Conflict():
            status, text = HTTPStatus.CONFLICT, error.message
        case PermissionDenied():
            status, text = HTTPStatus.FORBIDDEN, error.message
        case _:
            raise error
    reply = dialect.refuse(status, text)
    return Reply(reply.status, reply.text, reply.media_type, (*reply.headers, *headers))
