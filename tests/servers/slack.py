"""Slack's incoming webhooks: what they take, and the words with which they refuse."""

from __future__ import annotations

import re
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService, utf16_length

PATH = "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
_CONTROL = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"https?://[^|<>\s]+(\|[^|<>]+)?")


class Slack(WebService):
    """https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and the reference of Block Kit."""

    def take(self, request: Request, payload: Any) -> bytes:
        if request.path != PATH:
            raise Refused("404 Not Found", b"no_service")
        if request.method != "POST" or request.headers["content-type"] != "application/json":
            raise Refused("400 Bad Request", b"invalid_payload")
        if not payload.get("text") and not payload.get("blocks"):
            raise Refused("400 Bad Request", b"no_text")
        self._check_text(payload["text"], 40_000)
        for attachment in payload.get("attachments", []):
            self._check_blocks(attachment["blocks"])
        return answer(b"ok", headers={"Content-Type": "text/html"})

    def _check_blocks(self, blocks: list[Any]) -> None:
        if not 1 <= len(blocks) <= 50:
            raise Refused("400 Bad Request", b"invalid_attachments")
        for block in blocks:
            text = block["text"]
            if block["type"] != "section" or text["type"] != "mrkdwn" or not text["text"]:
                raise Refused("400 Bad Request", b"invalid_blocks")
            self._check_text(text["text"], 3000)

    def _check_text(self, text: str, longest: int) -> None:
        if utf16_length(text) > longest:
            raise Refused("400 Bad Request", b"invalid_blocks")
        calls = [inner for inner in _CONTROL.findall(text) if not _LINK.fullmatch(inner)]
        assert not calls, f"somebody is called, or a link is broken: {calls}"
        assert "<" not in _CONTROL.sub("", text), "a sign is not escaped"
