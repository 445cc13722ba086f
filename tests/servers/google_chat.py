"""Webhooks of Google Chat: what they take, and how they refuse."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService

PATH = "/v1/spaces/AAAAxY12zA0/messages"
KEY, TOKEN = "AIzaSyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI", "nP-S3cretToken_0123456789"
QUERY = f"?key={KEY}&token={TOKEN}"
JSON = {"Content-Type": "application/json; charset=UTF-8"}


def error(status: str, name: str, words: str) -> Refused:
    said = {"error": {"code": int(status[:3]), "message": words, "status": name}}
    return Refused(status, json.dumps(said).encode(), JSON)


class GoogleChat(WebService):
    """https://developers.google.com/workspace/chat/quickstart/webhooks"""

    def take(self, request: Request, payload: Any) -> bytes:
        address = urlsplit(request.path)
        asked = parse_qs(address.query)
        if address.path != PATH:
            raise error("404 Not Found", "NOT_FOUND", "No such space")
        if (asked["key"], asked["token"]) != ([KEY], [TOKEN]):
            raise error("400 Bad Request", "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
        if len(payload["text"]) > 4096:
            raise error("400 Bad Request", "INVALID_ARGUMENT", "Message is too long.")
        assert asked["messageReplyOption"] == ["REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"]
        calls = [
            inner for inner in re.findall("<([^>]*)>", payload["text"]) if not inner.startswith(("\u200b", "https"))
        ]
        assert not calls, f"somebody is called: {calls}"
        said = {"name": "spaces/AAAAxY12zA0/messages/1", "text": payload["text"], "thread": payload["thread"]}
        return answer(json.dumps(said).encode(), headers=JSON)
