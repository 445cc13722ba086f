"""Telegram's Bot API on loopback, by its documentation, with its way of reading HTML: strict."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.servers.http import Request, serve_http
from tests.servers.scripted import Scripted, as_json

TOKEN = "123456789:AAExampleExampleExampleExampleExampl"
CHAT = "-1001234567890"
TOPIC = 42
_MARK = re.compile(r"</?([a-z-]+)[^<>]*>")
_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "a", "code", "pre", "blockquote"}


@dataclass
class Telegram(Scripted):
    """`shown` are the messages as people read them: without marks."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        if not re.fullmatch(r"/bot\d+:[\w-]+/sendMessage", request.path):
            return refused("404 Not Found", "Not Found")
        if request.path != f"/bot{TOKEN}/sendMessage":
            return refused("401 Unauthorized", "Unauthorized")
        sent = json.loads(request.body)
        if complaint := _complaint(sent):
            return refused("400 Bad Request", f"Bad Request: {complaint}")
        self.sent.append(sent)
        self.shown.append(unescape(_MARK.sub("", sent["text"])))
        return as_json({"ok": True, "result": {"message_id": len(self.sent), "chat": {"id": int(CHAT)}}})


def refused(status: str, description: str, **parameters: int) -> bytes:
    told = {"ok": False, "error_code": int(status[:3]), "description": description}
    return as_json(told | ({"parameters": parameters} if parameters else {}), status)


def _complaint(sent: dict[str, Any]) -> str:
    if sent["chat_id"] != CHAT:
        return "chat not found"
    if sent.get("message_thread_id", TOPIC) != TOPIC:
        return "message thread not found"
    if sent.get("parse_mode") != "HTML":
        return "unsupported parse_mode"
    return _text_complaint(sent["text"]) or _button_complaint(sent)


def _text_complaint(text: str) -> str:
    opened: list[str] = []
    for mark in _MARK.finditer(text):
        if mark[1] not in _TAGS:
            return f'can\'t parse entities: Unsupported start tag "{mark[1]}"'
        if not mark[0].startswith("</"):
            opened.append(mark[1])
        elif not opened or opened.pop() != mark[1]:
            return "can't parse entities: Unmatched end tag"
    shown = unescape(_MARK.sub("", text))
    if opened or "<" in _MARK.sub("", text):
        return "can't parse entities: Can't find end tag"
    if not shown.strip():
        return "message text is empty"
    return "message is too long" if len(shown.encode("utf-16-le")) // 2 > 4096 else ""


def _button_complaint(sent: dict[str, Any]) -> str:
    for button in sent.get("reply_markup", {"inline_keyboard": [[]]})["inline_keyboard"][0]:
        parts = urlsplit(button["url"])
        if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or ""):
            return f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
    return ""


@contextlib.asynccontextmanager
async def serve_telegram() -> AsyncIterator[Telegram]:
    service = Telegram()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
