"""The door in the contract, with every dialect that is spoken there: no framework writes it down for us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tocsin.auth.ping_keys import GIVEN_KEY
from tocsin.services.ping_keys import SLUG

Told = tuple[dict[str, Any], str]
"""A schema, and what it means."""

_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_KUMA = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["ok"],
            "properties": {"ok": {"type": "boolean"}, "msg": {"type": "string"}},
        }
    }
}
_WORD = {"type": "string", "pattern": r"^(start|fail|log|[0-9]{1,3})$"}
_STRING = {"type": "string"}

_PATH_PARAMETERS: dict[str, Told] = {
    "key": ({"type": "string", "pattern": GIVEN_KEY}, "A monitor's ping key, or its workspace's."),
    "word": (_STRING, "A signal or a slug."),
    "slug": ({"type": "string", "pattern": SLUG}, "What stands for the monitor."),
    "signal": (_WORD, "`start`, `fail`, `log`, or an exit code."),
    "token": ({"type": "string", "pattern": GIVEN_KEY}, "A monitor's ping key."),
    "workspace_key": ({"type": "string", "pattern": GIVEN_KEY}, "The workspace's ping key."),
}
_PING: dict[str, Told] = {
    "rid": ({"type": "string", "format": "uuid"}, "Pairs a start with its end where runs overlap."),
    "duration_ms": ({"type": "integer", "minimum": 0}, "How long it took, when no start was sent."),
    "m": (_STRING, "A short message; `message` does as well."),
    "create": (
        {"type": "string", "enum": ["1"]},
        "With the workspace's key: make a heartbeat of this slug when there is none, due daily.",
    ),
}
_KUMA_PUSH: dict[str, Told] = {
    "status": (_STRING, "`up`, which it is too when left out; anything else is down."),
    "msg": (_STRING, "A short message."),
    "ping": (_STRING, "How long something took, in milliseconds; left aside when it is no number."),
}
_CRONITOR: dict[str, Told] = {
    "state": ({"type": "string", "enum": ["run", "complete", "fail", "ok"]}, "`ok` when left out: a sign of life."),
    "series": (_STRING, "Pairs the beginning of a run with its end."),
    "message": (_STRING, "A short message; `msg` does as well."),
    "status_code": (_STRING, "The job's exit code."),
    "metric": (_STRING, "`duration:<seconds>`; others are left aside."),
}
_GATUS: dict[str, Told] = {
    "success": ({"type": "string", "enum": ["true", "false"]}, "Required."),
    "error": (_STRING, "What went wrong."),
    "duration": (_STRING, "As Go writes it: `10s`, `150ms`, `1m30s`."),
}

_IN_COMMON = {
    "400": "A parameter is malformed.",
    "404": "There is no such monitor.",
    "408": "The body did not arrive in time: nothing was counted.",
    "413": "The body has more than 16 MiB: nothing was counted.",
    "429": "The monitor is pinged too often; `Retry-After` says when to come again.",
    "503": "The ping could not be stored: send it again.",
}
_BY_SLUG = {"409": "Several monitors have this slug."}
_ANSWERS = {
    **_IN_COMMON,
    **_BY_SLUG,
    "200": "`OK`, or `OK (paused: noted, not counted)`.",
    "201": "`Created`, and pinged.",
    "400": "The exit code, the run id or the duration is malformed.",
    "403": "There are too many monitors to make another one.",
    "405": "The method is another one than HEAD, GET, POST and PUT.",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One path. `name` names its first method's operation; the others are called after it and themselves."""

    path: str
    name: str
    summary: str
    text: str
    query: dict[str, Told]
    answers: dict[str, str]
    methods: tuple[str, ...] = ("get", "post", "put")
    content: dict[str, Any] | None = None
    is_signed: bool = False


_ENTRIES = (
    _Entry(
        "/ping/{key}",
        "send_ping",
        "Ping",
        "A run ended well. HEAD does the same. The first bytes of a body are kept. Answered once it is stored.",
        _PING,
        _ANSWERS,
    ),
    _Entry(
        "/ping/{key}/{word}",
        "send_ping_word",
        "Ping with a signal, or a slug",
        "With a monitor's key: `start`, `fail`, `log`, or an exit code. With the workspace's key: a monitor's slug.",
        _PING,
        _ANSWERS,
    ),
    _Entry(
        "/ping/{key}/{slug}/{signal}",
        "send_ping_by_slug",
        "Ping by slug, with a signal",
        "With the workspace's key: `start`, `fail`, `log`, or an exit code of the monitor that has the slug.",
        _PING,
        _ANSWERS,
    ),
    _Entry(
        "/api/push/{token}",
        "send_kuma_push",
        "Push as to Uptime Kuma",
        "Any other method does the same. Answered once it is stored.",
        _KUMA_PUSH,
        {
            **_IN_COMMON,
            "200": "It is stored.",
            "400": "There are too many parameters.",
            "404": "There is no such monitor, or it is paused.",
        },
        content=_KUMA,
    ),
    _Entry(
        "/p/{workspace_key}/{slug}",
        "send_cronitor_ping",
        "Ping as to Cronitor",
        "HEAD does the same. Answered once it is stored.",
        _CRONITOR,
        {
            **_IN_COMMON,
            **_BY_SLUG,
            "200": "`OK`, or `OK (paused: noted, not counted)`.",
            "400": "The state is another one.",
            "405": "The method is another one than HEAD, GET, POST and PUT.",
        },
    ),
    _Entry(
        "/api/v1/endpoints/{slug}/external",
        "send_gatus_result",
        "Push as to an external endpoint of Gatus",
        "The bearer token is the monitor's ping key, or its workspace's. Answered once it is stored.",
        _GATUS,
        {
            **_IN_COMMON,
            **_BY_SLUG,
            "200": "Nothing: it is stored.",
            "400": "`success` is missing or malformed, or the duration is.",
            "401": "The token is missing, or no ping key.",
            "405": "The method is another one than POST.",
        },
        methods=("post",),
        is_signed=True,
    ),
)


def paths() -> dict[str, Any]:
    """As they stand in an OpenAPI document."""
    return {entry.path: {method: _operation(entry, method) for method in entry.methods} for entry in _ENTRIES}


def _operation(entry: _Entry, method: str) -> dict[str, Any]:
    in_path = [named for named in _PATH_PARAMETERS if f"{{{named}}}" in entry.path]
    operation: dict[str, Any] = {
        "tags": ["pings"],
        "summary": entry.summary,
        "description": entry.text,
        "operationId": entry.name if method == entry.methods[0] else entry.name.replace("send", method),
        "security": [{"Bearer": []}] if entry.is_signed else [],
        "parameters": [
            *(_parameter("path", named, *_PATH_PARAMETERS[named], is_required=True) for named in in_path),
            *(_parameter("query", named, *told, is_required=False) for named, told in entry.query.items()),
        ],
        "responses": {
            status: {"description": told, "content": entry.content or _TEXT}
            for status, told in sorted(entry.answers.items())
        },
    }
    if method != "get":
        operation["requestBody"] = {"required": False, "content": _TEXT}
    return operation


def _parameter(place: str, name: str, schema: dict[str, Any], text: str, *, is_required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": is_required, "description": text, "schema": schema}
