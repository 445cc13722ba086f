"""Pushover's Message API on loopback, by its documentation: what does not fit is answered with 400 and its errors."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.servers.http import Request, serve_http
from tests.servers.scripted import Scripted, as_json

TOKEN = "azGDORePK8gMaC0QOYAMyEEuzJnyUi"
USER = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG"
REQUEST = "647d2300-702c-4b38-8b2f-d56326ae460b"
LIMITS = {"title": 250, "message": 1024, "url": 512, "url_title": 100}


@dataclass
class Pushover(Scripted):
    """`ringing` are the tags of messages of emergency that nobody has confirmed yet."""

    messages: list[dict[str, str]] = field(default_factory=list)
    ringing: set[str] = field(default_factory=set)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        form = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        if form.get("token") != TOKEN:
            return _refused("application token is invalid")
        if found := re.fullmatch(r"/1/receipts/cancel_by_tag/([\w-]+)\.json", request.path):
            canceled = len(self.ringing & {found[1]})
            self.ringing.discard(found[1])
            return as_json({"canceled": canceled, "status": 1, "request": REQUEST})
        if request.path != "/1/messages.json":
            return as_json({"status": 0, "request": REQUEST}, "404 Not Found")
        if errors := list(_errors(form)):
            return _refused(*errors)
        self.messages.append(form)
        self.ringing |= {form["tags"]} if form["priority"] == "2" else set()
        return as_json({"status": 1, "request": REQUEST})


def _errors(form: dict[str, str]) -> Iterator[str]:
    if form.get("user") != USER:
        yield "user identifier is not a valid user, group, or subscribed user key"
    if not form.get("message"):
        yield "message cannot be blank"
    yield from (f"{name} is too long" for name, limit in LIMITS.items() if len(form.get(name, "")) > limit)
    if form.get("priority") not in {"-2", "-1", "0", "1", "2"}:
        yield "priority is invalid"
    if form.get("priority") == "2":
        if int(form.get("retry", "0")) < 30:
            yield "retry must be supplied with priority=2 and be at least 30"
        if not 0 < int(form.get("expire", "0")) <= 10_800:
            yield "expire must be supplied with priority=2 and be at most 10800"


def _refused(*errors: str) -> bytes:
    return as_json({"errors": errors, "status": 0, "request": REQUEST}, "400 Bad Request")


@contextlib.asynccontextmanager
async def serve_pushover() -> AsyncIterator[Pushover]:
    service = Pushover()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
