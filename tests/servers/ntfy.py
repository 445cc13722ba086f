"""ntfy: what it takes, and how it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService

TOPIC = "tocsin-x7Kq2vLm"
JSON = {"Content-Type": "application/json"}


def error(code: int, status: str, words: str) -> Refused:
    said = {"code": code, "http": int(status[:3]), "error": words, "link": "https://ntfy.sh/docs/publish/"}
    return Refused(status, json.dumps(said).encode(), JSON)


class Ntfy(WebService):
    """https://docs.ntfy.sh/publish/#publish-as-json. With an `authorization`, all others are strangers."""

    def __init__(self, authorization: str = "") -> None:
        super().__init__()
        self._authorization = authorization

    def take(self, request: Request, payload: Any) -> bytes:
        if (request.method, request.path) != ("POST", "/"):
            raise error(40401, "404 Not Found", "page not found")
        if request.headers.get("authorization", "") != self._authorization:
            raise error(40301, "403 Forbidden", "forbidden")
        if len(request.body) > 2 * 4096:
            raise error(41303, "413 Request Entity Too Large", "JSON body too large")
        if not re.fullmatch("[-_A-Za-z0-9]{1,64}", payload["topic"]):
            raise error(40009, "400 Bad Request", "invalid request: topic invalid")
        if not 1 <= payload["priority"] <= 5:
            raise error(40007, "400 Bad Request", "invalid priority parameter")
        if len(payload["actions"]) > 3 or not all(action["label"] and action["url"] for action in payload["actions"]):
            raise error(40018, "400 Bad Request", "invalid request: actions invalid")
        assert 0 < len(payload["message"].encode()) <= 4096, "it would become an attachment"
        return answer(json.dumps({"id": "hwQ2YpKdmg", "event": "message", **payload}).encode(), headers=JSON)
