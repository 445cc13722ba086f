"""Alertmanager's API for alerts: what it takes, and how it refuses. The real program is in the acceptance tests."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.servers.http import Request, answer
from tests.servers.web_service import Refused, WebService

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class Alertmanager(WebService):
    """As `postAlertsHandler` in `api/v2/api.go` sees it."""

    def take(self, request: Request, payload: Any) -> bytes:
        if (request.method, request.path.rpartition("/am")[2]) != ("POST", "/api/v2/alerts"):
            raise Refused("404 Not Found", b"404 page not found")
        for alert in payload:
            self._check(alert)
        return answer(b"")

    def _check(self, alert: Any) -> None:
        for labels in (alert["labels"], alert["annotations"]):
            if not all(_LABEL.fullmatch(name) and isinstance(value, str) for name, value in labels.items()):
                raise Refused("400 Bad Request", b'"invalid label set: invalid name"')
        if not alert["labels"]:
            raise Refused("400 Bad Request", b'"at least one label pair required"')
        ends = datetime.fromisoformat(alert.get("endsAt", "9999-12-31T00:00:00.000Z"))
        if ends < datetime.fromisoformat(alert.get("startsAt", "1970-01-01T00:00:00.000Z")):
            raise Refused("400 Bad Request", b'"start time must be before end time"')
