"""The door in the contract: no framework writes it down for us."""

from __future__ import annotations

from typing import Any

from tocsin.auth.ping_keys import GIVEN_KEY
from tocsin.services.ping_keys import SLUG

_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_WORD = {"type": "string", "pattern": r"^(start|fail|log|[0-9]{1,3})$"}

_SAYS = {
    "/ping/{key}": (
        "send_ping",
        "Ping",
        "A run ended well. HEAD does the same. The first bytes of a body are kept. Answered once it is stored.",
    ),
    "/ping/{key}/{word}": (
        "send_ping_word",
        "Ping with a signal, or a slug",
        "With a monitor's key: `start`, `fail`, `log`, or an exit code. With the workspace's key: a monitor's slug.",
    ),
    "/ping/{key}/{slug}/{signal}": (
        "send_ping_by_slug",
        "Ping by slug, with a signal",
        "With the workspace's key: `start`, `fail`, `log`, or an exit code of the monitor that has the slug.",
    ),
}
_PATH_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "key": ({"type": "string", "pattern": GIVEN_KEY}, "A monitor's ping key, or its workspace's."),
    "word": ({"type": "string"}, "A signal or a slug."),
    "slug": ({"type": "string", "pattern": SLUG}, "What stands for the monitor."),
    "signal": (_WORD, "`start`, `fail`, `log`, or an exit code."),
}
_QUERY_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "rid": ({"type": "string", "format": "uuid"}, "Pairs a start with its end where runs overlap."),
    "duration_ms": ({"type": "integer", "minimum": 0}, "How long it took, when no start was sent."),
    "m": ({"type": "string"}, "A short message; `message` does as well."),
    "create": (
        {"type": "string", "enum": ["1"]},
        "With the workspace's key: make a heartbeat of this slug when there is none, due daily.",
    ),
}
_ANSWERS = {
    "200": "`OK`, or `OK (paused: noted, not counted)`.",
    "201": "`Created`, and pinged.",
    "400": "The exit code, the run id or the duration is malformed.",
    "403": "There are too many monitors to make another one.",
    "404": "There is no such monitor.",
    "405": "The method is another one than HEAD, GET, POST and PUT.",
    "408": "The body did not arrive in time: nothing was counted.",
    "409": "Several monitors have this slug.",
    "413": "The body has more than 16 MiB: nothing was counted.",
    "429": "The monitor is pinged too often; `Retry-After` says when to come again.",
    "503": "The ping could not be stored: send it again.",
}


def paths() -> dict[str, Any]:
    """As they stand in an OpenAPI document."""
    return {
        path: {method: _operation(path, name, summary, text, method) for method in ("get", "post", "put")}
        for path, (name, summary, text) in _SAYS.items()
    }


def _operation(path: str, name: str, summary: str, text: str, method: str) -> dict[str, Any]:
    in_path = [named for named in _PATH_PARAMETERS if f"{{{named}}}" in path]
    operation: dict[str, Any] = {
        "tags": ["pings"],
        "summary": summary,
        "description": text,
        "operationId": name if method == "get" else name.replace("send", method),
        "security": [],
        "parameters": [
            *(_parameter("path", named, *_PATH_PARAMETERS[named], is_required=True) for named in in_path),
            *(_parameter("query", named, *told, is_required=False) for named, told in _QUERY_PARAMETERS.items()),
        ],
        "responses": {status: {"description": told, "content": _TEXT} for status, told in _ANSWERS.items()},
    }
    if method != "get":
        operation["requestBody"] = {"required": False, "content": _TEXT}
    return operation


def _parameter(place: str, name: str, schema: dict[str, Any], text: str, *, is_required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": is_required, "description": text, "schema": schema}
