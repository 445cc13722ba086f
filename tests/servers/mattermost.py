"""Mattermost's incoming webhooks: what they take, and how they refuse."""

from __future__ import annotations

import json
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService, utf16_length

PATH = "/hooks/8tnf5yqkdpbo9mxw7uzjc4s1er"


def error(status: str, number: int, words: str) -> Refused:
    body = {"id": "web.incoming_webhook.error", "message": words, "detailed_error": "", "status_code": number}
    return Refused(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


class Mattermost(WebService):
    """https://developers.mattermost.com/integrate/webhooks/incoming. There is one channel, `town-square`."""

    def take(self, request: Request, payload: Any) -> bytes:
        if request.path != PATH:
            raise error("400 Bad Request", 400, "Invalid webhook")
        if not payload.get("text") and not payload.get("attachments"):
            raise error("400 Bad Request", 400, "No text specified")
        if payload.get("channel", "town-square") != "town-square":
            raise error("404 Not Found", 404, "Couldn't find the channel")
        for attachment in payload["attachments"]:
            assert attachment["fallback"]
            assert utf16_length(attachment["text"]) <= 16_383
            assert attachment.get("title_link", "https://").startswith("https://")
        return answer(b"ok", headers={"Content-Type": "text/plain"})
