"""PagerDuty's Events API v2 on loopback, by its documentation: what is wrong with an event is answered with 400."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.servers.http import Request, answer, serve_http
from tests.servers.scripted import Scripted, as_json

KEY = "e93facc04764012d7bfb002500d5d1a6"
LONGEST_EVENT = 512_000


@dataclass
class PagerDuty(Scripted):
    """`alerts` are those that were triggered, by dedup key: their state, and the payload they came with last."""

    alerts: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def judge(self, request: Request) -> bytes:
        if (request.method, request.path) != ("POST", "/v2/enqueue"):
            return answer(b"", status="404 Not Found")
        if len(request.body) > LONGEST_EVENT:
            return answer(b"", status="413 Payload Too Large")
        event = json.loads(request.body)
        if errors := list(_errors(event)):
            told = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
            return as_json(told, "400 Bad Request")
        self._take(event)
        told = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return as_json(told, "202 Accepted")

    def _take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        key, action = event["dedup_key"], event["event_action"]
        if action == "trigger" or key in self.alerts:
            self.alerts[key] = {"trigger": "triggered", "acknowledge": "acknowledged", "resolve": "resolved"}[action]


def _errors(event: dict[str, Any]) -> Iterator[str]:
    if len(event.get("routing_key", "")) != 32:
        yield "Length of 'routing_key' is incorrect (should be 32 characters)"
    if event.get("event_action") not in {"trigger", "acknowledge", "resolve"}:
        yield "'event_action' is invalid"
    if not 0 < len(event.get("dedup_key", "")) <= 255:
        yield "'dedup_key' is too long (maximum is 255 characters) or missing"
    if event.get("event_action") == "trigger":
        yield from _payload_errors(event.get("payload") or {})
        yield from (f"'links' {link} is invalid" for link in event["links"] if not link["href"].startswith("http"))


def _payload_errors(payload: dict[str, Any]) -> Iterator[str]:
    yield from (f"'payload.{name}' is missing or blank" for name in ("summary", "source") if not payload.get(name))
    if payload.get("severity") not in {"critical", "warning", "error", "info"}:
        yield "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"
    if len(payload.get("summary", "")) > 1024:
        yield "'payload.summary' is too long (maximum is 1024 characters)"
    if datetime.fromisoformat(payload["timestamp"]).tzinfo is None:
        yield "'payload.timestamp' is invalid"
    if not isinstance(payload.get("custom_details"), dict):
        yield "'payload.custom_details' is invalid"


@contextlib.asynccontextmanager
async def serve_pagerduty() -> AsyncIterator[PagerDuty]:
    service = PagerDuty()
    async with serve_http(service.respond) as url:
        service.url = url
        yield service
