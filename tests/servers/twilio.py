"""Twilio's Messages API on loopback, by its documentation: errors are numbered."""

from __future__ import annotations

import contextlib
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.servers.http import Request, serve_http
from tests.servers.scripted import Scripted, as_json

ACCOUNT = "AC00000000000000000000000000000000"
KEY = "SK11111111111111111111111111111111"
TOKEN = "12345678901234567890123456789012"
KEY_SECRET = "abcdefghijklmnopqrstuvwxyz123456"
SERVICE = "MG22222222222222222222222222222222"
SENDERS = {"+15005550006", SERVICE, "Tocsin"}


@dataclass
class Twilio(Scripted):
    """`busy` are the numbers whose next message comes too early."""

    sent: list[dict[str, str]] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    unsubscribed: set[str] = field(default_factory=set)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        if request.headers.get("authorization") not in {_basic(ACCOUNT, TOKEN), _basic(KEY, KEY_SECRET)}:
            return refused("401 Unauthorized", 20003, "Authenticate")
        if (request.method, request.path) != ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"):
            return refused("404 Not Found", 20404, "The requested resource was not found")
        form = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        return self._refusal(form) or self._take(form)

    def _refusal(self, form: dict[str, str]) -> bytes:
        to, sender = form.get("To", ""), form.get("From") or form.get("MessagingServiceSid")
        if to in self.busy:
            self.busy.discard(to)
            return refused("429 Too Many Requests", 20429, "Too Many Requests")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to) or to.startswith("+1555"):
            return refused("400 Bad Request", 21211, f"The 'To' number {to} is not a valid phone number.")
        if to in self.unsubscribed:
            return refused("400 Bad Request", 21610, "Attempt to send to unsubscribed recipient")
        if sender not in SENDERS or ("MessagingServiceSid" in form) != (sender == SERVICE):
            return refused("400 Bad Request", 21606, "The From phone number is not a valid, SMS-capable number")
        if not form.get("Body"):
            return refused("400 Bad Request", 21602, "Message body is required")
        if len(form["Body"]) > 1600:
            return refused("400 Bad Request", 21617, "The concatenated message body exceeds the 1600 character limit")
        return b""

    def _take(self, form: dict[str, str]) -> bytes:
        self.sent.append(form)
        told = {"sid": f"SM{len(self.sent):032}", "status": "queued", "error_code": None, "to": form["To"]}
        return as_json(told, "201 Created")


def refused(status: str, code: int, message: str) -> bytes:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return as_json({"code": code, "message": message, "more_info": more, "status": int(status[:3])}, status)


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


@contextlib.asynccontextmanager
async def serve_twilio() -> AsyncIterator[Twilio]:
    service = Twilio()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
