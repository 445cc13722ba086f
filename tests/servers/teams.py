"""A workflow that posts Adaptive Cards to a channel of Teams: what it takes, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService

PATH = (
    "/powerautomate/automations/direct/workflows/0a1b2c3d4e5f67890a1b2c3d4e5f6789/triggers/manual/paths/invoke"
    "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Qx7-Secret_Signature-0123456789"
)


def error(status: str, code: str, words: str) -> Refused:
    said = {"error": {"code": code, "message": words}}
    return Refused(status, json.dumps(said).encode(), {"Content-Type": "application/json"})


class Teams(WebService):
    """The template "Send webhook alerts to a channel", and the elements of https://adaptivecards.io/explorer."""

    def take(self, request: Request, payload: Any) -> bytes:
        if request.path != PATH:
            raise error("401 Unauthorized", "DirectApiAuthorizationRequired", "The request must be authenticated.")
        if len(request.body) > 28 * 1024:
            raise error("413 Request Entity Too Large", "RequestEntityTooLarge", "Message size too large")
        assert payload["type"] == "message"
        for attachment in payload["attachments"]:
            assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
            self._check_card(attachment["content"])
        return answer(b"", status="202 Accepted")

    def _check_card(self, card: Any) -> None:
        assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
        assert all(action["url"].startswith("https://") for action in card["actions"])
        assert len(card["actions"]) <= 6
        for run in runs(card):
            assert run["type"] == "TextRun"
            assert run["text"]
            assert "\n" not in run["text"]


def runs(card: Any) -> Iterator[Any]:
    """Every piece of text in the card, in order."""
    for element in card["body"]:
        for block in element["items"] if element["type"] == "Container" else [element]:
            assert block["type"] == "RichTextBlock"
            yield from block["inlines"]
