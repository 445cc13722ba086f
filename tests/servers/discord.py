"""Discord's webhooks: what they take, and how they refuse."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService, utf16_length

PATH = "/api/webhooks/1217485462361018368/aBcDeFgHiJ-kLmNoPqRsT_uVwXyZ0123456789"
JSON = {"Content-Type": "application/json"}


def form_error(**errors: str) -> Refused:
    found = {name: {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": words}]} for name, words in errors.items()}
    body = {"message": "Invalid Form Body", "code": 50035, "errors": found}
    return Refused("400 Bad Request", json.dumps(body).encode(), JSON)


class Discord(WebService):
    """https://discord.com/developers/docs/resources/webhook#execute-webhook. Threads are those named by their id."""

    def take(self, request: Request, payload: Any) -> bytes:
        address = urlsplit(request.path)
        asked = parse_qs(address.query)
        if address.path != PATH:
            body = {"message": "Unknown Webhook", "code": 10015}
            raise Refused("404 Not Found", json.dumps(body).encode(), JSON)
        if not payload.get("content") and not payload.get("embeds"):
            raise Refused("400 Bad Request", b'{"message": "Cannot send an empty message", "code": 50006}', JSON)
        if utf16_length(payload["content"]) > 2000:
            raise form_error(content="Must be 2000 or fewer in length.")
        self._check_embeds(payload["embeds"])
        assert payload["allowed_mentions"] == {"parse": []}
        if asked.get("wait") != ["true"]:
            return answer(b"", status="204 No Content")
        said = {"id": "1", "channel_id": asked.get("thread_id", ["2"])[0], "content": payload["content"]}
        return answer(json.dumps(said).encode(), headers=JSON)

    def _check_embeds(self, embeds: list[Any]) -> None:
        if len(embeds) > 10:
            raise form_error(embeds="Must be 10 or fewer in length.")
        total = 0
        for embed in embeds:
            longest = {"title": 256, "description": 4096}
            for name in longest.keys() & embed.keys():
                total += utf16_length(embed[name])
                if not 1 <= utf16_length(embed[name]) <= longest[name]:
                    raise form_error(**{f"embeds.0.{name}": f"Must be {longest[name]} or fewer in length."})
            if not 0 <= embed["color"] <= 0xFFFFFF:
                raise form_error(color="int value should be less than or equal to 16777215.")
        if total > 6000:
            raise form_error(embeds="Embed size exceeds maximum size of 6000")
