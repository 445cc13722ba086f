"""A Matrix homeserver on loopback, as far as sending into a room goes (client-server API 1.13)."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.servers.http import Request, serve_http
from tests.servers.scripted import Scripted, as_json

TOKEN = "syt_dG9jc2lu_exampleExampleExample_0"
ROOM = "!qporfwt:example.org"
LONGEST_EVENT = 65_536
_PATH = re.compile(r"/_matrix/client/v3/rooms/([^/]+)/send/m\.room\.message/([^/?]+)")


@dataclass
class Homeserver(Scripted):
    """`events` are those of the room, by transaction: one that comes again is answered, and not shown again."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return refused("401 Unauthorized", "M_UNKNOWN_TOKEN", "Unrecognised access token", soft_logout=False)
        found = _PATH.fullmatch(request.path)
        if found is None or request.method != "PUT":
            return refused("404 Not Found", "M_UNRECOGNIZED", "Unrecognized request")
        if unquote(found[1]) != ROOM:
            return refused("403 Forbidden", "M_FORBIDDEN", "User is not in the room")
        if len(request.body) > LONGEST_EVENT - 2000:  # the event around it
            return refused("413 Payload Too Large", "M_TOO_LARGE", "event too large")
        event = json.loads(request.body)
        if not isinstance(event.get("body"), str) or not isinstance(event.get("msgtype"), str):
            return refused("400 Bad Request", "M_BAD_JSON", "body and msgtype must be strings")
        self.events.setdefault(found[2], event)
        return as_json({"event_id": f"$YUwRidLecu{len(self.events)}:example.com"})


def refused(status: str, code: str, error: str, **more: Any) -> bytes:
    return as_json({"errcode": code, "error": error} | more, status)


@contextlib.asynccontextmanager
async def serve_matrix() -> AsyncIterator[Homeserver]:
    service = Homeserver()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
