"""Opsgenie's Alert API on loopback, by its documentation: what is too long is answered with 422."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.servers.http import Request, serve_http
from tests.servers.scripted import Scripted, as_json

KEY = "eb243592-faa2-4ba2-a551-1afdf565c889"
LIMITS = {"message": 130, "alias": 512, "description": 15_000, "entity": 512, "source": 100, "note": 25_000}
TAKEN = {"result": "Request will be processed", "took": 0.302, "requestId": "43a29c5c-3dbf-4fa4-9c26-f4f71023e120"}


@dataclass
class Opsgenie(Scripted):
    """`alerts` by alias, with the state and the priority that they have come to."""

    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    created: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        if request.headers.get("authorization") != f"GenieKey {KEY}":
            return as_json({"message": "Could not authenticate", "took": 0.0, "requestId": "x"}, "401 Unauthorized")
        parts = urlsplit(request.path)
        body = json.loads(request.body)
        if errors := dict(_errors(body)):
            told = {"message": "Request body is not processable. Please check the errors.", "errors": errors}
            return as_json(told | {"took": 0.0, "requestId": "x"}, "422 Unprocessable Entity")
        if (request.method, parts.path) == ("POST", "/v2/alerts"):
            return self._create(body)
        return self._change(request.method, parts.path, parse_qs(parts.query), body)

    def _create(self, body: dict[str, Any]) -> bytes:
        if not body.get("message"):
            return as_json({"message": "Message can not be empty.", "took": 0.0, "requestId": "x"}, "422 Unprocessable")
        self.created.append(body)
        self.alerts.setdefault(body["alias"], {"priority": body["priority"]})["state"] = "open"
        return as_json(TAKEN, "202 Accepted")

    def _change(self, method: str, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> bytes:
        *before, alias, action = path.split("/")
        expected = {"acknowledge": "POST", "close": "POST", "priority": "PUT"}
        if before != ["", "v2", "alerts"] or expected.get(action) != method or query != {"identifierType": ["alias"]}:
            return as_json({"message": "Not found", "took": 0.0, "requestId": "x"}, "404 Not Found")
        if alert := self.alerts.get(unquote(alias)):
            alert |= body if action == "priority" else {"state": f"{action}d", "note": body["note"]}
        return as_json(TAKEN, "202 Accepted")


def _errors(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, limit in LIMITS.items():
        if len(body.get(name, "")) > limit:
            yield name, f"'{name}' cannot be longer than {limit} characters."
    tags = body.get("tags", [])
    if len(tags) > 20 or any(len(tag) > 50 for tag in tags):
        yield "tags", "at most 20 tags of 50 characters"
    details = body.get("details", {})
    if sum(len(name) + len(value) for name, value in details.items()) > 8000:
        yield "details", "at most 8000 characters"
    if body.get("priority", "P1") not in {"P1", "P2", "P3", "P4", "P5"}:
        yield "priority", "should be one of [ P1, P2, P3, P4, P5 ]"


@contextlib.asynccontextmanager
async def serve_opsgenie() -> AsyncIterator[Opsgenie]:
    service = Opsgenie()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
