"""Gotify: what it takes, and how it refuses."""

from __future__ import annotations

import json
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService

TOKEN = "A1b2C3d4E5f6G7h"
JSON = {"Content-Type": "application/json"}


def error(status: str, name: str, words: str) -> Refused:
    said = {"error": name, "errorCode": int(status[:3]), "errorDescription": words}
    return Refused(status, json.dumps(said).encode(), JSON)


class Gotify(WebService):
    """`POST /message`, as https://gotify.net/api-docs tells it. It lies behind a path prefix."""

    def take(self, request: Request, payload: Any) -> bytes:
        if (request.method, request.path) != ("POST", "/push/message"):
            raise error("404 Not Found", "Not Found", "page not found")
        if request.headers.get("x-gotify-key") != TOKEN:
            raise error(
                "401 Unauthorized", "Unauthorized", "you need to provide a valid access token or user credentials"
            )
        if not payload["message"]:
            raise error("400 Bad Request", "Bad Request", "Field 'message' is required")
        assert 0 <= payload["priority"] <= 10
        return answer(json.dumps({"id": 25, "appid": 5, **payload}).encode(), headers=JSON)
